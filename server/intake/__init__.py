"""The way of a stranger's file into the library: checked, decoded in a limited process, looked at."""
