"""Who may change the library."""
