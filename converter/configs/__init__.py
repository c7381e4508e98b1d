"""Experiments: each file here is one, with its command, time and result in its docstring."""
