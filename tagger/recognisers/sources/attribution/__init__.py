"""Whose words a text gives, and on whose work it rests: `quoted` and `cited`."""
