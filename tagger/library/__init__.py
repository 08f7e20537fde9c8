"""A folder of documents, its vocabularies, decisions and index: the one place where all meet."""
