"""Who put a document out, and where: `creator`, `publisher` and `platform`."""
