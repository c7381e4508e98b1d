"""How good the matches are: `make quality DATA=folder`, or `python -m tests.benchmarks.quality --help`.

Beside the other reports and not in `converter/`, as it measures what the server does with a pose against
another method, and nothing that ships needs it.
"""
