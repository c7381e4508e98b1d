"""The library of photos, the search for the one in your pose, and the pages around it."""
