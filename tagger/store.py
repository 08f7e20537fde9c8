"""The SQLite index and its migrations; the only module that knows SQL."""
