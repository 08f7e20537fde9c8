"""What a library tags with: the built-in vocabularies, a person's own, and a number that tells when they have changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from tagger.errors import SettingsError
from tagger.model import FACETS
from tagger.settings import Place
from tagger.tagging import Tagger
from tagger.version import __version__
from tagger.vocabfile import builtin_vocabulary, loaded
from tagger.vocabfile.joining import merge
from tagger.vocabulary import Vocabulary

if TYPE_CHECKING:
    from tagger.learning import Model


class Knowledge:
    """The vocabularies in force in a library, or the built-in ones alone where `place` is None.

    A person's own file is loaded at once, so that its faults are told before any work; the built-in ones when they are needed.

    Raises: VocabularyError.
    """

    def __init__(self, place: Place | None, facets: Iterable[str] = FACETS, model: Model | None = None) -> None:
        self.facets = tuple(facets)
        self.model = model
        self.own: dict[str, Vocabulary] = {}
        digest = sha256(f"{__version__} {','.join(self.facets)} {_builtin_digest()}".encode())
        if model is not None:
            digest.update(model.to_bytes())
        for facet in ("topic", "source"):
            path = place.vocabulary(facet) if place else None
            if path is not None and path.exists():
                self.own[facet], raw = loaded(path)
                digest.update(facet.encode() + raw)
        self.number = int.from_bytes(digest.digest()[:7], "big")
        """What documents are stored with; where it differs, they are tagged again. Below 2**56."""

    def vocabulary(self, facet: str) -> Vocabulary:
        """The vocabulary of facet `topic` or `source`: the built-in one, the person's, or both made one."""
        own = self.own.get(facet)
        if own is None:
            return builtin_vocabulary(facet)
        return own if own.replace else merge(builtin_vocabulary(facet), own)

    def tagger(self) -> Tagger:
        """A tagger that knows all this."""
        given = {f"{facet}s": self.vocabulary(facet) for facet in self.own}
        return Tagger(facets=self.facets, model=self.model, **given)


def load_model(path: str) -> Model:
    """The learned topic model in a file. Raises: SettingsError."""
    from tagger.learning import Model

    try:
        return Model.from_bytes(Path(path).read_bytes())
    except OSError as fault:
        raise SettingsError(
            f"{path}: the model cannot be read ({fault.strerror}). Name a file that `tagger tag` left."
        ) from fault
    except ValueError as fault:
        raise SettingsError(f"{path}: is no model that this tagger can read. Name a file that `tagger tag` left.") from fault


@cache
def _builtin_digest() -> str:
    """One hash of every rule and word file of the package."""
    digest = sha256()
    for name, raw in sorted(_data(files("tagger") / "data", "")):
        digest.update(name.encode() + b"\0" + raw)
    return digest.hexdigest()


def _data(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _data(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".toml"):
            yield prefix + entry.name, entry.read_bytes()
