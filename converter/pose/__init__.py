"""The pose contract: one definition of names, geometry, decoding and matching, in NumPy alone.

The page reads the same `pose_spec.json`; `tests/contract` holds both sides to the same golden files.
"""
