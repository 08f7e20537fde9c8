"""Tags a person's own text files by topic, source and date, each answer with the words that prove it."""

from __future__ import annotations

from tagger.version import __version__

TYPE_CHECKING = False  # type checkers take the name at its word; importing typing would double the time of --version
if TYPE_CHECKING:
    from typing import Any

    from tagger.edtf import Edtf
    from tagger.errors import EdtfError, Problem, QueryError, ReadError, TaggerError, VocabularyError
    from tagger.model import Document
    from tagger.readers import read
    from tagger.records import Evidence, Record, Tag, record
    from tagger.tagging import Tagger
    from tagger.vocabfile import load_vocabulary
    from tagger.vocabulary import Concept, Vocabulary

_HOME = {
    "Edtf": "edtf",
    "EdtfError": "errors", "Problem": "errors", "QueryError": "errors", "ReadError": "errors", "TaggerError": "errors", "VocabularyError": "errors",
    "Document": "model",
    "read": "readers",
    "Evidence": "records", "Record": "records", "Tag": "records", "record": "records",
    "Tagger": "tagging",
    "load_vocabulary": "vocabfile",
    "Concept": "vocabulary", "Vocabulary": "vocabulary",
}  # fmt: skip

__all__ = [
    "Concept", "Document", "Edtf", "EdtfError", "Evidence", "Problem", "QueryError", "ReadError", "Record", "Tag", "Tagger",
    "TaggerError", "Vocabulary", "VocabularyError", "__version__", "load_vocabulary", "read", "record",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _HOME:
        from importlib import import_module

        value = getattr(import_module(f"tagger.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'tagger' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
