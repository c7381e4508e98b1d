"""What a person can mend: the command line prints the words of these errors and no more."""


class InputError(Exception):
    """A file or folder that was given cannot be used."""
