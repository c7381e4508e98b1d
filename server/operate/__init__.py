"""Running it for months: serving, logs, figures, backups."""
