"""What `python -m converter COMMAND` understands: `make` trains and ships networks, `measure` reports."""
