"""The photos, what is said and decided about them, and their files."""
