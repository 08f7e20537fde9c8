"""Tags out: JSON Lines, CSV, CSL-JSON, BibTeX, RIS, Markdown; writes to an open file."""
