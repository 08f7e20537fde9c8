"""Vocabulary files: what they hold, every fault with its line, and the way out and in again."""

from __future__ import annotations

import pickle
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagger.errors import VocabularyError
from tagger.vocabfile import FORMS, load_vocabulary, merge, parse_vocabulary
from tagger.vocabfile.csvfile import csv_text, parse_csv
from tagger.vocabfile.tables import LISTS, plain_tables, toml_tables
from tagger.vocabfile.tomlfile import toml_text
from tagger.vocabulary import Concept, Vocabulary

GOLDEN = Path(__file__).parent / "golden"
HARBOUR = (GOLDEN / "vocab.toml").read_text("utf-8")


def faults(text: str) -> list[str]:
    with pytest.raises(VocabularyError) as caught:
        parse_vocabulary(text, path="t.toml")
    return [str(problem) for problem in caught.value.problems]


def scheme(rest: str = "") -> str:
    return f'[scheme]\nid = "t"\n{rest}\n'


# what a file holds


def test_the_example_of_the_contract_is_read_whole() -> None:
    known = load_vocabulary(GOLDEN / "vocab.toml")
    assert (known.id, known.title, known.facet, known.language, known.replace) == (
        "harbour",
        "Harbour topics",
        "topic",
        "en",
        True,
    )
    strikes = known.get("strikes")
    assert strikes is not None
    assert strikes.pref_label == "Strikes and lockouts"
    assert strikes.alt_labels == ("strike", "walkout", "industrial action")
    assert strikes.hidden_labels == ("stike",)
    assert strikes.cues == ("union", "picket line", "pay talks")
    assert strikes.broader == ("labour",)
    assert strikes.definition == "Work stopped by workers or employers in a dispute."
    assert strikes.exact_match == ("medtop:20000533",)
    assert strikes.finds == ("Ferry crews walked out on Monday.",)
    assert strikes.ignores == ("A lightning strike closed the pier.",)
    assert strikes.line == HARBOUR.split("\n").index('id = "strikes"')


def test_a_file_may_be_any_toml() -> None:
    text = (
        "[scheme]  # the head\r\nid = 't'\r\n\r\n[[concept]]\r\n'id' = \"a\"\r\npref_label = '''\r\n[[concept]]\r\nA'''\r\n"
        'alt_labels = [\r\n  "b = c",\r\n  "[[concept]]",  # no head\r\n]\r\n[[ concept ]]\r\nid="d"\r\npref_label="D"\r\n'
    )
    known = parse_vocabulary(text)
    assert [(concept.id, concept.line) for concept in known] == [("a", 4), ("d", 13)]
    assert known.concepts[0].alt_labels == ("b = c", "[[concept]]")


def test_title_and_language_may_be_missing() -> None:
    known = parse_vocabulary(scheme())
    assert (known.title, known.language, known.facet, len(known)) == ("t", "en", "topic", 0)


def test_handles_stand_without_their_at() -> None:
    text = (
        scheme('facet = "source"') + '[[concept]]\nid = "a"\npref_label = "A"\nkind = "person"\nhandles = ["@a", "b@c.example"]\n'
    )
    assert parse_vocabulary(text).concepts[0].handles == ("a", "b@c.example")


def test_a_mark_at_the_beginning_of_the_file_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    path.write_bytes(b"\xef\xbb\xbf" + scheme().encode())
    assert load_vocabulary(path).id == "t"


# faults: FILE:LINE: concept "x": what is wrong. What to do.

CONCEPT = '[[concept]]\nid = "a"\npref_label = "A"\n'
FAULTS = [
    ("", 't.toml:1: the table [scheme] is missing. Begin the file with [scheme], id = "…" and facet = "topic" or "source".'),
    ("scheme = 3\n", 't.toml:1: "scheme" is no table of a vocabulary. Begin it with the line [scheme].'),
    ('[scheme]\ntitle = "T"\n', 't.toml:1: scheme: the id is missing. Add id = "…", a short name for the vocabulary.'),
    ('[scheme]\nid = " "\n', 't.toml:2: scheme: id is not a text. Write id = "…".'),
    (scheme('facet = "date"'), 't.toml:3: scheme: "date" is no facet of a vocabulary. Write facet = "topic" or facet = "source".'),
    (scheme('replace = "yes"'), "t.toml:3: scheme: replace is not true or false. Write replace = true or replace = false."),
    (scheme('languge = "de"'), 't.toml:3: scheme: "languge" is no key of a scheme. Did you mean "language"?'),
    (scheme() + "[concepts]\n", 't.toml:4: "concepts" is no table of a vocabulary. Did you mean "concept"?'),
    (scheme() + "[concept]\n", 't.toml:4: "concept" is no table of a vocabulary. Begin each concept with the line [[concept]].'),
    (scheme() + '[[concept]]\npref_label = "A"\n', 't.toml:4: concept "A": its id is missing. Add id = "…" in small letters, digits and hyphens.'),
    (scheme() + '[[concept]]\nid = "Über uns"\npref_label = "A"\n',
     't.toml:5: concept "Über uns": its id is malformed. Write id = "uber-uns": small letters, digits and hyphens alone.'),
    (scheme() + '[[concept]]\nid = "a"\n', 't.toml:4: concept "a": its pref_label is missing. Add pref_label = "…", the name shown to people.'),
    (scheme() + '[[concept]]\nid = "a"\npref_label = ""\n', 't.toml:6: concept "a": its pref_label is empty. Give it the name shown to people.'),
    (scheme() + CONCEPT + CONCEPT, 't.toml:8: concept "a": its id stands on line 4 too. Give one of them another id.'),
    (scheme() + CONCEPT + 'cue = ["x"]\n', 't.toml:7: concept "a": "cue" is no key of a concept. Did you mean "cues"?'),
    (scheme() + CONCEPT + 'cues = "x"\n', 't.toml:7: concept "a": cues is not a list. Write cues = ["x"].'),
    (scheme() + CONCEPT + 'cues = ["x", ""]\n',
     't.toml:7: concept "a": cues holds something that is empty or not a text. Write each as a text: ["…", "…"].'),
    (scheme() + CONCEPT + "definition = 3\n", 't.toml:7: concept "a": definition is not a text. Write definition = "…".'),
    (scheme() + CONCEPT + 'broader = ["b"]\n', 't.toml:7: concept "a": broader "b" is no concept. Add that concept, or take it out.'),
    (scheme() + CONCEPT + 'broader = ["transprot"]\n', 't.toml:7: concept "a": broader "transprot" is no concept. Did you mean "transport"?'),
    (scheme() + CONCEPT + 'broader = ["a"]\n', 't.toml:7: concept "a": it is broader than itself: a > a. Take one of these out.'),
    (scheme() + CONCEPT + 'kind = "person"\n',
     't.toml:7: concept "a": "kind" is for sources alone. Write facet = "source" under [scheme], or take it out.'),
    (scheme('facet = "source"') + CONCEPT + 'kind = "periodic"\n', 't.toml:7: concept "a": "periodic" is no kind of source. Did you mean "periodical"?'),
    (scheme('facet = "source"') + CONCEPT + 'domains = ["https://A.example/x"]\n',
     't.toml:7: concept "a": "https://A.example/x" is no bare domain. Write it as "a.example".'),
    (scheme() + 'id = "no end\n', "t.toml:4: not TOML: illegal character '\\n' (column 13). Mend this line; texts stand in double quotes."),
    (scheme() + 'id = """no end\n', "t.toml:4: not TOML: unterminated string, the file ends too soon. Mend this line; texts stand in double quotes."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FAULTS)
def test_a_fault_names_file_line_concept_and_what_to_do(text: str, expected: str) -> None:
    assert faults(text) == [expected]


def test_all_faults_come_at_once_in_the_order_of_lines() -> None:
    text = scheme('colour = "red"') + CONCEPT + 'cues = 3\nbroader = ["b"]\n[[concept]]\nid = "B"\n'
    assert [fault.split(":")[1] for fault in faults(text)] == ["3", "7", "8", "9", "10"]


def test_a_circle_is_told_once_with_its_way() -> None:
    text = scheme("replace = true") + "".join(
        f'[[concept]]\nid = "{name}"\npref_label = "{name}"\nbroader = ["{parent}"]\n'
        for name, parent in ("xa", "ab", "bc", "ca")
    )
    assert [fault.partition("than itself: ")[2] for fault in faults(text)] == ["a > b > c > a. Take one of these out."]


def test_broader_reaches_into_the_built_in_topics_but_not_with_replace() -> None:
    text = CONCEPT + 'broader = ["labour"]\n'
    assert parse_vocabulary(scheme() + text).concepts[0].broader == ("labour",)
    assert len(faults(scheme("replace = true") + text)) == 1


def test_a_file_that_is_no_text_or_not_there_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    path.write_bytes(b'[scheme]\nid = "\xff"\n')
    with pytest.raises(VocabularyError) as caught:
        load_vocabulary(path)
    assert str(caught.value) == f"{path}:2: the file is not UTF-8 text. Save it as UTF-8."
    with pytest.raises(VocabularyError, match="Name a vocabulary file that can be read"):
        load_vocabulary(tmp_path / "none.toml")


def test_the_error_travels_between_processes() -> None:
    with pytest.raises(VocabularyError) as caught:
        parse_vocabulary("", path="t.toml")
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems


# the short way and tomllib


@given(st.lists(st.sampled_from([
    "[scheme]", "[[concept]]", 'id = "a"', 'id = ""', 'cues = ["a", "b"]', "cues = []", "cues = [1]", 'cues = ["a",]', "replace = true",
    "# note", "", 'title = "x" # y', "definition = 3", 'pref_label = "é – x"', 'pref_label = "a\\tb"', "pref_label = 'a'", 'x = "y"',
    'cues = ["a"', '"b"]', "  kind  =  \"person\"  ", 'id == "a"', "replace = null", 'id = {"a": 1}', "\x01", "id = NaN",
])))  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_the_short_way_reads_what_tomllib_reads_or_leaves_it(lines: list[str]) -> None:
    text = "\n".join(lines)
    short = plain_tables(text)
    if short is not None:
        data = tomllib.loads(text)
        assert [table.values for table in short.concepts] == data.get("concept", [])
        assert (short.scheme.values if short.scheme else None) == data.get("scheme")
        assert short == toml_tables(text)


def test_a_hostile_file_is_told_off_quickly() -> None:
    deep = (scheme() + "x = " + "[" * 50_000, scheme() + "x = " + "{a = " * 5000)
    for text in ("[" * 50_000, '"' * 100_000, scheme() + "[[concept]]\n" * 20_000, *deep):
        with pytest.raises(VocabularyError):
            parse_vocabulary(text)


def test_a_long_chain_of_broader_topics_is_no_circle() -> None:
    rows = "".join(f'[[concept]]\nid = "c{n}"\npref_label = "C"\nbroader = ["c{n + 1}"]\n' for n in range(3000))
    assert len(parse_vocabulary(scheme("replace = true") + rows + '[[concept]]\nid = "c3000"\npref_label = "C"\n')) == 3001


# a person's vocabulary and the built-in one


def test_the_persons_vocabulary_extends_or_replaces() -> None:
    builtin = Vocabulary("b", "B", "topic", (Concept("a", "A", ("x",)), Concept("c", "C")))
    own = Vocabulary("o", "O", "topic", (Concept("new", "New"), Concept("a", "Mine")))
    both = merge(builtin, own)
    assert both.concepts == (Concept("a", "Mine"), Concept("c", "C"), Concept("new", "New"))
    assert both.id == "o"
    alone = replace(own, replace=True)
    assert merge(builtin, alone) is alone


# out and in again

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(str.strip)
TEXTS = st.lists(
    TEXT | st.sampled_from([" a ", "a | b", "a\\|", "=1+1", "'=x", "|", "\\", '"', "-", "+x", "@", "''"]), max_size=4, unique=True
).map(tuple)


@st.composite
def vocabularies(draw: st.DrawFn) -> Vocabulary:
    ids = draw(st.lists(st.from_regex(r"[a-z0-9-]{1,6}", fullmatch=True), unique=True, max_size=4))
    facet: Any = draw(st.sampled_from(["topic", "source"]))
    concepts = []
    for number, name in enumerate(ids):
        of_source: dict[str, Any] = {}
        if facet == "source":
            of_source["kind"] = draw(st.sampled_from(["person", "website", None]))
            of_source["domains"] = draw(st.sampled_from([(), ("a.example",), ("a.example", "b.example")]))
        texts = {field: draw(TEXTS) for field in ("alt_labels", "hidden_labels", "cues", "finds", "ignores")}
        match = draw(st.sampled_from([(), ("medtop:20000533",), ("http://example.org/a", "own words"), ("wd:Q1", "x:y")]))
        concepts.append(
            Concept(
                name, draw(TEXT), broader=tuple(ids[:number][-1:]), definition=draw(st.just("") | TEXT),
                scope_note=draw(st.just("") | TEXT), exact_match=match, **texts, **of_source,
            )
        )  # fmt: skip
    return Vocabulary(
        draw(TEXT), draw(TEXT), facet, tuple(concepts), draw(st.sampled_from(["en", "de", "en-GB", "en_US"])), draw(st.booleans())
    )


def plain(vocabulary: Vocabulary, *, ordered: bool = True) -> Any:
    """A vocabulary without the lines and the path of its file; without order within lists, where RDF has none."""

    def of(concept: Concept) -> Concept:
        lists: dict[str, Any] = {} if ordered else {name: tuple(sorted(getattr(concept, name))) for name in LISTS}
        return replace(concept, line=0, **lists)

    return replace(vocabulary, path="", concepts=tuple(map(of, vocabulary)))


@given(vocabularies())
@settings(max_examples=60, deadline=None)
def test_toml_loses_nothing(vocabulary: Vocabulary) -> None:
    assert plain(parse_vocabulary(toml_text(vocabulary))) == vocabulary


@given(vocabularies())
@settings(max_examples=60, deadline=None)
def test_csv_loses_nothing(vocabulary: Vocabulary) -> None:
    assert plain(parse_csv(csv_text(vocabulary))) == vocabulary


@pytest.mark.parametrize("form", ["ttl", "rdf", "jsonld"])
def test_skos_loses_nothing(form: str) -> None:
    pytest.importorskip("rdflib")
    from tagger.vocabfile.skosfile import parse_skos, skos_text

    @given(vocabularies())
    @settings(max_examples=12, deadline=None)
    def holds(vocabulary: Vocabulary) -> None:
        assert plain(parse_skos(skos_text(vocabulary, form), form), ordered=False) == plain(vocabulary, ordered=False)

    holds()


def test_what_is_written_is_as_it_was() -> None:
    known = parse_vocabulary(HARBOUR)
    assert csv_text(known).replace("\r\n", "\n") == (GOLDEN / "vocab.csv").read_text("utf-8")
    assert plain(parse_vocabulary(toml_text(known))) == plain(known)


def test_turtle_is_as_it_was() -> None:
    pytest.importorskip("rdflib")
    from tagger.vocabfile.skosfile import skos_text

    assert skos_text(parse_vocabulary(HARBOUR)) == (GOLDEN / "vocab.ttl").read_text("utf-8")


# files from elsewhere


def test_csv_from_elsewhere_needs_a_label_alone() -> None:
    known = parse_csv("\ufeffpref_label;alt_labels\r\nÉtudes;a|b\r\nTides;\r\n", path="t.csv")
    assert [(each.id, each.pref_label, each.alt_labels) for each in known] == [
        ("etudes", "Études", ("a", "b")),
        ("tides", "Tides", ()),
    ]
    assert known.facet == "topic"


def test_csv_faults_have_their_line() -> None:
    with pytest.raises(VocabularyError) as caught:
        parse_csv('id,pref_label,broader\na,"A\nB",\nb,B,c\n', path="t.csv")
    assert str(caught.value) == 't.csv:4: concept "b": broader "c" is no concept. Add that concept, or take it out.'
    with pytest.raises(VocabularyError, match=r't.csv:1: "alt_label" is no column of a vocabulary. Did you mean "alt_labels"\?'):
        parse_csv("id,alt_label\n", path="t.csv")
    with pytest.raises(VocabularyError, match="the columns id and pref_label are missing"):
        parse_csv("cues\n")


ELSEWHERE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://example.org/c/12> a skos:Concept ; skos:prefLabel "Fischerei"@de, "Fisheries"@en ; skos:altLabel "fishing industry"@en, "Fang"@de ;
  skos:exactMatch <http://cv.iptc.org/newscodes/mediatopic/20000213> ; skos:narrower <http://example.org/c/whaling> .
<http://example.org/c/whaling> a skos:Concept ; skos:prefLabel "Whaling"@en ; skos:definition "Hunting of whales."@en .
"""


def test_skos_from_elsewhere_gets_ids_and_one_language() -> None:
    pytest.importorskip("rdflib")
    from tagger.vocabfile.skosfile import parse_skos

    known = parse_skos(ELSEWHERE)
    assert [(each.id, each.pref_label, each.broader) for each in known] == [
        ("fisheries", "Fisheries", ()), ("whaling", "Whaling", ("fisheries",)),
    ]  # fmt: skip
    assert known.concepts[0].exact_match == ("medtop:20000213",)
    assert known.concepts[0].alt_labels == ("fishing industry",)
    german = parse_skos(ELSEWHERE, language="de")
    assert (german.language, german.concepts[0].pref_label, german.concepts[0].alt_labels) == ("de", "Fischerei", ("Fang",))


def test_skos_that_is_none_is_one_fault() -> None:
    pytest.importorskip("rdflib")
    from tagger.vocabfile.skosfile import parse_skos

    with pytest.raises(VocabularyError, match=r"^t.ttl:\d+: not Turtle"):
        parse_skos("this is not turtle", path="t.ttl")
    with pytest.raises(VocabularyError, match=r"^t.ttl: no skos:Concept stands in it\."):
        parse_skos("", path="t.ttl")


def test_nothing_is_fetched_for_json_ld() -> None:
    pytest.importorskip("rdflib")
    from tagger.vocabfile.skosfile import parse_skos

    for context in ('"http://example.org/x"', '[{}, "x.json"]', '{"@import": "x.json"}'):
        with pytest.raises(VocabularyError, match="nothing is fetched"):
            parse_skos(f'[{{"a": {{"@context": {context}}}}}]', "jsonld")


def test_without_rdflib_skos_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from tagger.vocabfile.skosfile import skos_text

    monkeypatch.setitem(sys.modules, "rdflib", None)
    with pytest.raises(VocabularyError) as caught:
        skos_text(parse_vocabulary(HARBOUR))
    assert str(caught.value) == "SKOS needs rdflib, which is not installed. Type: pip install 'tagger[skos]', or use CSV."


@pytest.mark.parametrize("suffix", [suffix for suffix, form in FORMS.items() if form != "toml"])
def test_a_vocabulary_in_another_form_is_told_how_to_be_made_one(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"topics{suffix.upper()}"
    file.write_text("x", "utf-8")
    with pytest.raises(VocabularyError, match=r"is no TOML file\. Turn it into one with: tagger vocab import"):
        load_vocabulary(file)
