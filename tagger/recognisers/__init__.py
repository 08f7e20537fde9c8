"""Recognisers: a document and what is needed to know, in; findings, out. None knows of another."""
