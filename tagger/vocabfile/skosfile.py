"""A vocabulary as SKOS: Turtle, RDF/XML and JSON-LD, by rdflib, which is imported when it is needed.

Labels, notes and relations are SKOS; `finds` is skos:example; what SKOS has no word for (cues, ignores, kind, domains,
handles, order) stands under `urn:tagger:terms:`. RDF knows no order: the values of a list come back sorted.
Source: SKOS Reference, W3C Recommendation 18 August 2009.
"""

from __future__ import annotations

import json
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import quote, unquote

from tagger.errors import Problem, VocabularyError
from tagger.interrupting import let_through
from tagger.vocabfile.builtin import builtin_ids
from tagger.vocabfile.concepts import ID, Part, slug, vocabulary_of
from tagger.vocabfile.tables import Table, Tables
from tagger.vocabulary import Concept, Vocabulary

Format = Literal["ttl", "rdf", "jsonld"]
FORMATS: dict[str, str] = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}
NAMES = {"ttl": "Turtle", "rdf": "RDF/XML", "jsonld": "JSON-LD"}
OWN = "urn:tagger:"
TERMS = "urn:tagger:terms:"
PREFIXES = {"medtop": "http://cv.iptc.org/newscodes/mediatopic/", "wd": "http://www.wikidata.org/entity/"}
"""Short forms of `exact_match`; the short form is what comes back."""
_LABELS = {"altLabel": "alt_labels", "hiddenLabel": "hidden_labels", "example": "finds"}
_NOTES = {"definition": "definition", "scopeNote": "scope_note"}
_OWN_LISTS = ("cues", "ignores", "domains", "handles")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_MATCH = re.compile(r"[a-z]+:(//)?[^\s<>\"{}|\\^`]+")


def _rdflib() -> Any:
    try:
        import rdflib
    except ImportError as error:
        hint = "Type: pip install 'tagger[skos]', or use CSV."
        raise VocabularyError((Problem("", 0, "SKOS needs rdflib, which is not installed.", hint),)) from error
    return rdflib


def skos_text(vocabulary: Vocabulary, form: str = "ttl") -> str:
    """The vocabulary as SKOS in the form `ttl`, `rdf` (RDF/XML) or `jsonld`. Raises: VocabularyError where rdflib is missing."""
    rdflib = _rdflib()
    graph = rdflib.Graph(bind_namespaces="none")
    skos, terms, dc = rdflib.SKOS, rdflib.Namespace(TERMS), rdflib.DCTERMS
    for name, space in (("rdf", rdflib.RDF), ("skos", skos), ("dcterms", dc), ("tagger", terms)):
        graph.bind(name, space)
    scheme = rdflib.URIRef(OWN + quote(vocabulary.id, safe=""))
    tag = vocabulary.language if _LANGUAGE.fullmatch(vocabulary.language) else None
    about = {dc.identifier: vocabulary.id, dc.language: vocabulary.language, terms["facet"]: vocabulary.facet}
    graph.add((scheme, rdflib.RDF.type, skos.ConceptScheme))
    graph.add((scheme, dc.title, rdflib.Literal(vocabulary.title, lang=tag)))
    for predicate, value in (about | ({terms["replace"]: "true"} if vocabulary.replace else {})).items():
        graph.add((scheme, predicate, rdflib.Literal(value)))
    for place, concept in enumerate(vocabulary):
        subject = rdflib.URIRef(f"{scheme}:{concept.id}")
        graph.add((subject, rdflib.RDF.type, skos.Concept))
        graph.add((subject, skos.inScheme, scheme))
        for parent in concept.broader:
            graph.add((subject, skos.broader, rdflib.URIRef(f"{scheme}:{parent}")))
        for match in concept.exact_match:
            graph.add((subject, skos.exactMatch, rdflib.URIRef(_address(match))))
        for name, value in _texts_of(concept):
            graph.add((subject, skos[name], rdflib.Literal(value, lang=tag)))
        graph.add((subject, skos.notation, rdflib.Literal(concept.id)))
        own = [("place", str(place)), *((field, value) for field in _OWN_LISTS for value in getattr(concept, field))]
        for name, value in (*own, *([("kind", concept.kind)] if concept.kind else ())):
            graph.add((subject, terms[name], rdflib.Literal(value)))
    written: str = graph.serialize(format=FORMATS[form])
    return written if written.endswith("\n") else written + "\n"


def _texts_of(concept: Concept) -> Iterator[tuple[str, str]]:
    """The labels and notes of a concept, each with its name in SKOS."""
    yield "prefLabel", concept.pref_label
    for name, field in _LABELS.items():
        yield from ((name, value) for value in getattr(concept, field))
    for name, field in _NOTES.items():
        if getattr(concept, field):
            yield name, getattr(concept, field)


def parse_skos(text: str, form: str = "ttl", *, path: str = "", facet: str = "", language: str = "") -> Vocabulary:
    """The vocabulary in a SKOS text; `facet` and `language` stand where the file names none, or holds several languages.

    Raises: VocabularyError where it cannot be read, or with the faults of its concepts.
    """
    rdflib = _rdflib()
    graph = rdflib.Graph()
    if form == "jsonld" and _fetches(text):
        what = "its @context lies elsewhere, and nothing is fetched."
        raise VocabularyError((Problem(path, 0, what, "Write the context into the file, or give Turtle."),))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own, within rdflib
            graph.parse(data=text, format=FORMATS[form])
    except Exception as error:  # rdflib lets every kind of error through
        let_through(error)
        what = " ".join(str(error).split()) or type(error).__name__
        line = re.search(r"(?:line |unknown>:)(\d+)", what)
        what = what.partition(" at ^ in")[0].partition(" of <>: ")[2] or what[:200]
        raise VocabularyError(
            (
                Problem(
                    path,
                    int(line[1]) if line else 0,
                    f"not {NAMES[form]}: {what}.",
                    "Mend the file, or give its form with --from.",
                ),
            )
        ) from error
    return _Reading(rdflib, graph, path, facet, language).vocabulary()


class _Reading:
    """What a graph of SKOS says, as tables."""

    def __init__(self, rdflib: Any, graph: Any, path: str, facet: str, language: str) -> None:
        self.rdf, self.graph, self.path = rdflib, graph, path
        self.skos, self.terms, self.dc = rdflib.SKOS, rdflib.Namespace(TERMS), rdflib.DCTERMS
        self.nodes = sorted(set(graph.subjects(rdflib.RDF.type, self.skos.Concept)), key=self._place)
        self.scheme = min(graph.subjects(rdflib.RDF.type, self.skos.ConceptScheme), default=None)
        self.language = language or self._first(self.scheme, self.dc.language) or self._commonest()
        self.facet = self._first(self.scheme, self.terms["facet"]) or facet or "topic"
        self.ids = self._ids()

    def vocabulary(self) -> Vocabulary:
        if not self.nodes and self.scheme is None:
            raise VocabularyError((Problem(self.path, 0, "no skos:Concept stands in it.", "Give a file of SKOS concepts."),))
        title = self._texts(self.scheme, self.dc.title) or self._texts(self.scheme, self.skos.prefLabel) or ["Imported"]
        values: dict[str, Any] = {
            "id": self._first(self.scheme, self.dc.identifier) or slug(title[0]) or "imported",
            "title": title[0], "facet": self.facet, "language": self.language,
            "replace": self._first(self.scheme, self.terms["replace"]) == "true",
        }  # fmt: skip
        tables = Tables(Table(values, 0, {}), [Table(self._concept(node), 0, {}) for node in self.nodes], {})
        return vocabulary_of((Part(self.path, tables),), builtin_ids)

    def _concept(self, node: Any) -> dict[str, Any]:
        labels = self._texts(node, self.skos.prefLabel)
        values: dict[str, Any] = {"id": self.ids[node], "pref_label": labels[0] if labels else self.ids[node]}
        lists = {field: self._texts(node, self.skos[name]) for name, field in _LABELS.items()}
        lists["alt_labels"] = sorted({*lists["alt_labels"], *labels[1:]})
        lists |= {field: sorted({str(value) for value in self.graph.objects(node, self.terms[field])}) for field in _OWN_LISTS}
        parents = {*self.graph.objects(node, self.skos.broader), *self.graph.subjects(self.skos.narrower, node)}
        lists["broader"] = sorted(filter(None, map(self._parent, parents)))
        lists["exact_match"] = sorted(_short(str(match)) for match in self.graph.objects(node, self.skos.exactMatch))
        values |= {name: found for name, found in lists.items() if found}
        for name, field in _NOTES.items():
            if found := self._texts(node, self.skos[name]):
                values[field] = found[0]
        if kind := self._first(node, self.terms["kind"]):
            values["kind"] = kind
        return values

    def _parent(self, node: Any) -> str:
        """The id of a broader concept: one of the file, or one beyond it that the scheme names; else empty."""
        return self.ids.get(node) or str(node).removeprefix(f"{self.scheme}:") * str(node).startswith(f"{self.scheme}:")

    def _ids(self) -> dict[Any, str]:
        """An id for each concept: its notation, the end of its address, or its label, whichever first can be one."""
        out: dict[Any, str] = {}
        taken: Counter[str] = Counter()
        for node in self.nodes:
            notations = sorted(map(str, self.graph.objects(node, self.skos.notation)))
            good = [notation for notation in notations if ID.fullmatch(notation)]
            ends = slug(re.split(r"[/#:]", str(node))[-1]) if isinstance(node, self.rdf.URIRef) else ""
            name = next(
                filter(
                    None,
                    (*good, ends if not ends.isdigit() else "", slug(" ".join(self._texts(node, self.skos.prefLabel)[:1])), ends),
                ),
                "concept",
            )
            taken[name] += 1
            out[node] = name if taken[name] == 1 else f"{name}-{taken[name]}"
        return out

    def _texts(self, node: Any, predicate: Any) -> list[str]:
        """The values in the language, or without one, or if there are none of either, all; sorted."""
        if node is None:
            return []
        values = list(self.graph.objects(node, predicate))
        tagged = [(getattr(value, "language", None) or "", str(value)) for value in values]
        for wanted in (self.language, ""):
            if found := sorted({text for tag, text in tagged if tag.lower() == wanted.lower()}):
                return found
        near = sorted({text for tag, text in tagged if tag.lower().split("-")[0] == self.language.lower().split("-")[0]})
        return near or sorted({text for _, text in tagged})

    def _first(self, node: Any, predicate: Any) -> str:
        return min(map(str, self.graph.objects(node, predicate)), default="") if node is not None else ""

    def _commonest(self) -> str:
        tags = Counter(
            value.language for _, value in self.graph.subject_objects(self.skos.prefLabel) if getattr(value, "language", None)
        )
        return "en" if "en" in tags or not tags else min(tags, key=lambda tag: (-tags[tag], tag))

    def _place(self, node: Any) -> tuple[int, str]:
        place = self._first(node, self.terms["place"])
        return (int(place) if place.isdecimal() else 0, str(node))


def _fetches(text: str) -> bool:
    """Whether a JSON-LD text names a context that would have to be fetched."""
    try:
        todo: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError):  # the parser of the graph says what is wrong
        return False
    for value in todo:
        if isinstance(value, list):
            todo += value
        elif isinstance(value, dict):
            contexts = value.get("@context")
            each = contexts if isinstance(contexts, list) else [contexts]
            if "@import" in value or any(isinstance(context, str) for context in each):
                return True
            todo += value.values()
    return False


def _address(match: str) -> str:
    prefix, colon, rest = match.partition(":")
    if colon and prefix in PREFIXES and rest == quote(rest, safe=""):
        return PREFIXES[prefix] + rest
    return (
        match
        if _MATCH.fullmatch(match) and prefix not in PREFIXES and not match.startswith(OWN)
        else f"{OWN}match:{quote(match, safe='')}"
    )


def _short(address: str) -> str:
    for prefix, space in PREFIXES.items():
        if address.startswith(space):
            return f"{prefix}:{address[len(space) :]}"
    return unquote(address.removeprefix(f"{OWN}match:")) if address.startswith(f"{OWN}match:") else address
