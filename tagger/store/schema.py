"""The tables of the index. Texts lie apart from what is searched, so that a look at 100,000 rows stays small."""

APPLICATION = 0x7A661E01
VERSION = 3
HEAD = "SELECT (SELECT * FROM pragma_application_id), (SELECT * FROM pragma_user_version), (SELECT count(*) FROM sqlite_master)"
"""What an index is known by: whose it is, of which version, and how much it holds."""
UNDATED = 2**31
"""The year of what is undated, which sorts after all years."""

TABLES = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;

-- one row a file: as it was when it was last read
CREATE TABLE file(
  path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, sha256 TEXT, problem TEXT, gone INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- one row a text, whatever places it lies in; state: 0 present, 1 gone, 2 taken back by undo; year: of issue, see UNDATED
CREATE TABLE document(
  id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, path TEXT NOT NULL, state INTEGER NOT NULL DEFAULT 0, knowledge INTEGER NOT NULL,
  year INTEGER NOT NULL, earliest INTEGER, ambiguous INTEGER NOT NULL, unsourced INTEGER NOT NULL, untagged INTEGER NOT NULL,
  corrected INTEGER NOT NULL DEFAULT 0, media_type TEXT NOT NULL,
  encoding TEXT NOT NULL, language TEXT NOT NULL, characters INTEGER NOT NULL, reference TEXT NOT NULL, title TEXT NOT NULL, problems TEXT
);
CREATE INDEX document_known ON document(state, year, ambiguous, unsourced, untagged, corrected, earliest);

-- its fields; the findings shown; those before a person changed them, and those of the rules alone (NULL: as the one before)
CREATE TABLE content(document INTEGER PRIMARY KEY, fields BLOB NOT NULL, tags BLOB NOT NULL, machine BLOB, rules BLOB);

-- where it lies: the file's own name, or that and the number of a message in it
CREATE TABLE place(path TEXT PRIMARY KEY, file TEXT NOT NULL, document INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX place_document ON place(document);
CREATE INDEX place_file ON place(file);

CREATE TABLE term(
  id INTEGER PRIMARY KEY, facet TEXT NOT NULL, role TEXT NOT NULL, value TEXT NOT NULL, label TEXT NOT NULL, key TEXT NOT NULL,
  label_key TEXT NOT NULL, earliest INTEGER, latest INTEGER, UNIQUE(facet, role, value)
);
CREATE INDEX term_key ON term(key);
CREATE INDEX term_label ON term(label_key);
CREATE TABLE tag(
  term INTEGER NOT NULL, year INTEGER NOT NULL, document INTEGER NOT NULL, origin TEXT NOT NULL, PRIMARY KEY(term, year, document)
) WITHOUT ROWID;

CREATE VIRTUAL TABLE words USING fts5(title, body, content='', tokenize='unicode61 remove_diacritics 2');

CREATE TABLE run(id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, command TEXT NOT NULL, state TEXT NOT NULL, counts TEXT NOT NULL DEFAULT '{}');
-- what a run changed, as findings of rules and model: before is NULL where the document was new; after is kept once it was taken back
CREATE TABLE change(run INTEGER NOT NULL, document INTEGER NOT NULL, before BLOB, after BLOB, PRIMARY KEY(run, document)) WITHOUT ROWID;

CREATE TABLE feature(document INTEGER PRIMARY KEY, blob BLOB NOT NULL);
"""
