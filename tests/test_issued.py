"""The day of issue: the examples of `data/dates.issued.toml`, what wins over what, and what is left out."""

from __future__ import annotations

import time
from types import MappingProxyType

import pytest

from tagger.edtf import Edtf
from tagger.model import Document, Finding
from tagger.readers.webpage import read_webpage
from tagger.recognisers.dates.issued import candidates, disagreements, find_issued
from tagger.recognisers.dates.written import dates_in, dates_in_path, order_of, rules

DAY = "2022-03-14"


def document(language: str = "en", **fields: str) -> Document:
    named = {"body": "The ferries stood still.", **{name.replace("__", "@"): value for name, value in fields.items()}}
    return Document("x", "0" * 64, "text/plain", "utf-8", language, MappingProxyType(named))


def found(language: str = "en", **fields: str) -> dict[str, str]:
    """Role to value; every span is checked to be a true slice without a clock time."""
    doc = document(language, **fields)
    out = find_issued(doc)
    for finding in out:
        assert str(Edtf(finding.value)) == finding.value and finding.spans and 0 <= finding.score <= 1
        for span in finding.spans:
            quote = doc.fields[span.field][span.start : span.end]
            assert quote and quote == quote.strip() and ":" not in quote
    assert len({f.role for f in out}) == len(out)
    return {f.role: f.value for f in out}


def field_of(name: str) -> str:
    return name.replace("@", "__")


SOURCES = [(rule, text) for rule in rules()["source"] for text in rule["finds"]]
NOT_SOURCES = [(rule, text) for rule in rules()["source"] for text in rule["ignores"]]
LINES = [(rule, text) for rule in rules()["line"] for text in rule["finds"]]
NOT_LINES = [(rule, text) for rule in rules()["line"] for text in rule["ignores"]]


def ids(cases: list[tuple[dict[str, str], str]]) -> list[str]:
    return [f"dates.issued.toml:{rule['id']}:{n}" for n, (rule, _) in enumerate(cases)]


@pytest.mark.parametrize(("rule", "text"), SOURCES, ids=ids(SOURCES))
def test_source_finds(rule: dict[str, str], text: str) -> None:
    for name in rule["fields"]:
        doc = document(**{field_of(name): text})
        mine = [c for c in candidates(doc) if c.span.rule == rule["id"]]
        assert [c.written.value for c in mine[:1]] == [DAY]
        assert mine[0].role == rule["role"]


@pytest.mark.parametrize(("rule", "text"), NOT_SOURCES, ids=ids(NOT_SOURCES))
def test_source_ignores(rule: dict[str, str], text: str) -> None:
    for name in rule["fields"]:
        doc = document(**{field_of(name): text})
        assert [c for c in candidates(doc) if c.span.rule == rule["id"] and c.written.value.count("-") == 2] == []


@pytest.mark.parametrize(("rule", "text"), LINES, ids=ids(LINES))
def test_line_finds(rule: dict[str, str], text: str) -> None:
    doc = document(body=f"Ferry strike\n{text}\nThe ferries stood still for a third week.")
    assert rule["id"] in [c.span.rule for c in candidates(doc) if c.role == rule["role"]]


@pytest.mark.parametrize(("rule", "text"), NOT_LINES, ids=ids(NOT_LINES))
def test_line_ignores(rule: dict[str, str], text: str) -> None:
    doc = document(body=f"Ferry strike\n{text}\nThe ferries stood still for a third week.")
    assert rule["id"] not in [c.span.rule for c in candidates(doc)]


def test_the_order_of_trust_is_fixed() -> None:
    fields = {
        "published__jsonld": "2022-03-14", "published__meta": "2022-03-15", "published__microdata": "2022-03-16",
        "url": "https://gazette.example/2022/03/17/x", "published__text": "18 March 2022", "path": "2022-03-19-x.html",
    }  # fmt: skip
    expected = ["2022-03-14", "2022-03-15", "2022-03-16", "2022-03-17", "2022-03-18", "2022-03-19"]
    for n, (name, value) in enumerate(zip(list(fields), expected, strict=True)):
        if name == "published__text":
            rest = dict(list(fields.items())[n:])
        else:
            rest = {k: v for k, v in list(fields.items())[n:] if k != "published__text"}
        assert found(**rest)["issued"] == value


def test_published_and_updated_are_never_confused() -> None:
    assert found(published__meta="2022-03-14", modified__meta="2022-05-01") == {"issued": DAY, "modified": "2022-05-01"}
    assert found(published__text="Published 14 March 2022, updated 1 May 2022") == {"issued": DAY, "modified": "2022-05-01"}
    assert found(published__text="Updated 1 May 2022 | Published 14 March 2022") == {"issued": DAY, "modified": "2022-05-01"}
    assert found(body="Ferry strike\nUpdated 1 May 2022\nPublished 14 March 2022\nx") == {"issued": DAY, "modified": "2022-05-01"}


def test_where_only_a_change_is_dated_the_day_of_issue_is_marked_as_uncertain() -> None:
    doc = document(modified__meta="2022-03-14")
    issued, modified = find_issued(doc)
    assert (issued.role, issued.value, modified.value) == ("issued", "2022-03-14?", DAY)
    assert issued.score < modified.score


def test_places_that_agree_are_all_evidence() -> None:
    doc = document(
        published__jsonld="2022-03-14T10:33:00+01:00",
        url="https://gazette.example/2022/03/ferry",
        published__text="14 March 2022",
    )
    (issued,) = find_issued(doc)
    assert {span.field for span in issued.spans} == {"published@jsonld", "url", "published@text"}
    assert issued.label == "14 March 2022"


def test_contradictions_lower_the_score_and_are_a_problem() -> None:
    doc = document(published__jsonld="2022-03-14", published__meta="2021-01-01")
    (issued,) = find_issued(doc)
    (sure,) = find_issued(document(published__jsonld="2022-03-14", published__meta="2022-03-14"))
    assert issued.value == sure.value == DAY and issued.score < sure.score
    (problem,) = disagreements(doc, [issued])
    assert "2021-01-01" in problem.message and "published@meta" in problem.message
    assert disagreements(document(published__jsonld="2022-03-14"), [sure]) == ()


def test_the_day_that_the_page_shows_wins_over_an_instant_in_utc() -> None:
    assert found(published__jsonld="2022-03-15T02:00:00Z", published__text="14 March 2022")["issued"] == DAY
    assert found(published__jsonld="2022-03-15T02:00:00+00:00", published__text="14 March 2020")["issued"] == "2022-03-15"
    assert found(published__jsonld="2022-03-15T02:00:00+01:00", published__text="14 March 2022")["issued"] == "2022-03-15"


def test_a_line_of_a_page_counts_where_it_stands_apart() -> None:
    assert found(published__page="Harbour ( 2022-03-14 09:20:26 ) Source: Gazette")["issued"] == DAY
    assert (
        found(published__page="14.03.2022 - The ferries stand still, and nobody in all of Lund knows for how long it will last.")[
            "issued"
        ]
        == DAY
    )
    assert found(published__page="The report of the council of 14 March 2022 on the ferries was read by all of them.") == {}
    assert found(published__page="Ana, 14 March 2022 at 10:33 · Reply") == {}
    assert found(published__page="12 - 14 March 2022") == {}


def test_a_label_may_stand_after_its_day() -> None:
    line = "Der Beitrag von den Kranen am Kai und ihren Wächtern wurde am 14. März 2022 um 10:33 Uhr {} und ist unter Hafen abgelegt, wo er auch bleibt."
    assert found("de", published__page=line.format("gepostet"))["issued"] == DAY
    assert found("de", published__page=line.format("gelesen")) == {}


def test_the_stamp_of_a_change_is_no_day_of_issue_where_the_page_shows_one() -> None:
    changed = "2022-05-01T10:33:00+01:00"
    shown = found(published__time=changed, modified__meta=changed, published__text="By Ana Reyes, 14 March 2022")
    assert shown == {"issued": DAY, "modified": "2022-05-01"}
    other = found(
        published__time="2022-05-01T10:34:00+01:00", modified__meta=changed, published__text="By Ana Reyes, 14 March 2022"
    )
    assert other["issued"] == "2022-05-01"
    assert found(published__time=changed, modified__meta=changed)["issued"] == "2022-05-01"


def test_only_likely_dates_are_widened() -> None:
    assert found(url="https://gazette.example/2022/03/ferry")["issued"] == "2022-03"
    assert found(published__meta="2022-03")["issued"] == "2022-03"
    assert found(published__text="04/05/2022")["issued"] == "2022"


def test_the_document_decides_which_number_is_the_month() -> None:
    assert found(published__text="04/05/2022", modified__text="Updated 25/05/2022")["issued"] == "2022-05-04"
    assert found(published__text="04/05/2022", modified__text="Updated 05/25/2022")["issued"] == "2022-04-05"
    assert found("de", published__text="04/05/2022")["issued"] == "2022-05-04"
    assert found(published__text="04/05/2022", language__html="en-US")["issued"] == "2022-04-05"
    assert found(published__text="04/05/2022", url="https://x.example/2022/05/04/y")["issued"] == "2022-05-04"
    assert found(published__text="04.05.2022")["issued"] == "2022-05-04"
    assert found(published__text="2022-05-04")["issued"] == "2022-05-04"


def test_nothing_after_the_day_it_was_saved() -> None:
    assert found(published__text="14 March 2023", captured="Mar 20, 2022") == {}
    assert found(published__meta=DAY, captured="Mar 20, 2022") == {"issued": DAY}


@pytest.mark.parametrize(
    "body",
    [
        "The ferries stood still.",
        "On 1 September 1939 Germany invaded Poland. On 3 September 1939 Britain declared war.",
        "1 September 1939\nGermany invades Poland.\n3 September 1939\nBritain declares war.",
        "The harbour, 1939\nIt was opened on 14 March 1939 by the mayor.",
        "Copyright 2022 Harbour Gazette",
        "Born on 14 March 1939 in Lund, she worked at the harbour.",
        "The deadline is 14 March 2022.",
        "Version 1.2.2022\nA programme.",
        "From 12 to 14 March 2022\nHarbour days in Lund.",
        "The ferries stood still, as all of them knew.\n" * 4 + "They came on Monday,\n14 March 2022.\nNobody sailed.",
        "Diary\nMonday 14 March 2022.\nRain.\nTuesday 15 March 2022.\nRain.",
        "The minutes of the meeting of 14 March 2022 were read.",
        "",
    ],
)
def test_texts_without_a_day_of_issue(body: str) -> None:
    assert found(body=body) == {}


def test_a_reference_is_no_day_of_issue() -> None:
    assert find_issued(Document.from_text("The ferries stood still yesterday.", reference="2022-03-14")) == []


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("Berlin, 3 May 1945\n\nDear mother, the war is over.", "1945-05-03"),
        ("LONDON, 14 March 2022 – The ferries stood still, and nobody knew why.", DAY),
        ("LONDON, March 14, 2022 (Harbour News) - The ferries stood still.", DAY),
        ("Ferry strike\nBy Ana Reyes\nMarch 14, 2022\nThe ferries stood still.", DAY),
        ("Fährstreik\nVeröffentlicht am 14. März 2022 um 10:33 Uhr\nDie Fähren stehen.", DAY),
        ("Grève\nPublié le 14 mars 2022 à 10h33\nLes bacs ne bougent pas.", DAY),
        ("12 High Street,\nLund,\n14th March 2022.\n\nDear mother, yours of the 2nd came.", DAY),
        ("Camp near Lund, March 14th, 1863\n\nMy dear wife, the fight began on Wednesday.", "1863-03-14"),
        ("No. 4,321. Vol. XII. LUND, SATURDAY, MARCH 14, 1863. PRICE TWO CENTS.\n\nThe ferries stood still.", "1863-03-14"),
        ("Harbour Council\nMinutes of the meeting held in the hall on 14 March 2022\n\nPresent: all.", DAY),
        ("Ferry strike\nLast modified on Tue 15 Mar 2022 10.00 GMT\nMon 14 Mar 2022 09.14 GMT\nThe ferries stand still.", DAY),
        ("The ferries stood still.\n" * 30 + "Dated this 14th day of March, 2022\nAna Reyes, Clerk", DAY),
        ("Harbour Gazette\nMarch 14, 2022 Monday Late Edition - Final\nThe ferries stand still.", DAY),
        ("*14 March 2022*\n\nThe ferries stand still.", DAY),
        ("Ferry strike\n" + "The ferries stood still.\n" * 40 + "First published: 14 March 2022", DAY),
    ],
)
def test_texts_that_say_their_day(body: str, day: str) -> None:
    assert found(body=body)["issued"] == day


@pytest.mark.parametrize(
    "text",
    [
        "14. März 2022", "le 14 mars 2022", "14 de marzo de 2022", "14 marzo 2022", "14 de março de 2022", "14 maart 2022", "14 mars 2022", "14. marts 2022",
        "14. maaliskuuta 2022", "14 marca 2022", "14. března 2022", "14 марта 2022 г.", "14 березня 2022", "14 Μαρτίου 2022", "14 Mart 2022", "2022. március 14.",
        "14 martie 2022", "14. ožujka 2022.", "14 Maret 2022", "2022 m. kovo 14 d.", "14 مارس 2022", "2022年3月14日", "2022년 3월 14일",
        "March 14, 2022", "March 14th, 2022", "14th of March, 2022", "Mar. 14, 2022", "14-Mar-2022", "14 Mar 2022", "2022-03-14", "2022/03/14", "14.03.2022", "14.03.22", "20220314",
    ],
)  # fmt: skip
def test_days_in_many_languages(text: str) -> None:
    assert [w.value for w in dates_in(text, "dmy")] == [DAY]


@pytest.mark.parametrize(
    "text",
    [
        "30 February 2022",
        "2022-13-01",
        "99.99.2022",
        "1.2.3",
        "192.168.10.20",
        "1970-01-01",
        "14:03:2022",
        "1234567890123",
        "Mai 68",
        "0000-00-00",
    ],
)
def test_what_is_no_day(text: str) -> None:
    assert dates_in(text, "dmy") == []


def test_order_is_silent_where_the_document_contradicts_itself() -> None:
    assert order_of(iter(["14/03/2022", "03/14/2022"])) == ""
    assert order_of(iter(["14/03/2022", "04/05/2022"])) == "dmy"
    assert dates_in_path("notes/2022/03/14/x.md", "")[0].value == DAY


def test_a_page_from_its_bytes_to_its_day() -> None:
    html = """<html lang="en"><head><title>Ferry strike</title><meta property="article:modified_time" content="2022-05-01T10:00:00Z">
    <link rel="canonical" href="https://gazette.example/2022/03/14/ferry"></head><body><h1>Ferry strike</h1><p class="date">Monday 14 March 2022</p>
    <p>The ferries of Lund stood still for a third week, and the harbour was quiet.</p></body></html>"""
    reading = read_webpage(html.encode())
    doc = Document("x.html", "0" * 64, reading.media_type, reading.encoding, reading.language, MappingProxyType(reading.fields))
    values: dict[str, Finding] = {f.role: f for f in find_issued(doc)}
    assert (values["issued"].value, values["modified"].value) == (DAY, "2022-05-01")
    assert {s.field for s in values["issued"].spans} >= {"url", "published@text"}


@pytest.mark.parametrize(
    "body",
    [
        "1" * 300_000,
        "14 March 2022 " * 30_000,
        "14.03." * 50_000,
        "\n" * 300_000,
        "x\n" * 100_000,
        "2022-" * 60_000,
        "published " * 40_000,
    ],
)
def test_time_is_bounded_on_hostile_text(body: str) -> None:
    start = time.process_time()
    find_issued(document(body=body, published__text=body[:2000], url="https://x.example/" + body[:2000], path=body[:300]))
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("نُشر في ١٤ مارس ٢٠٢٢", "2022-03-14"),
        ("۱۴ مارس ۲۰۲۲", "2022-03-14"),
        ("۳ اکتبر ۲۰۲۱", "2021-10-03"),
        ("প্রকাশ: ২৪-০৩-২০২২", "2022-03-24"),
        ("२४/०३/२०२२", "2022-03-24"),
        ("٢٠٢٢-٠٣-١٤", "2022-03-14"),
    ],
)
def test_digits_of_other_scripts_are_digits(text: str, value: str) -> None:
    [written] = dates_in(text, "")
    assert (written.value, text[written.start].isdecimal(), written.end) == (value, True, len(text))


def test_two_readings_of_a_day_stand_in_rule_and_label() -> None:
    (undecided,) = find_issued(document(date="04/05/2022"))
    assert undecided.value == "2022" and undecided.label == "5 April 2022 or 4 May 2022"
    assert undecided.spans[0].rule.endswith(":2022-04-05|2022-05-04")
    (settled,) = find_issued(document(date="04/05/2022", url="https://tide.example/2022/05/04/ferry"))
    assert settled.value == "2022-05-04" and settled.label == "4 May 2022" and "|" not in settled.spans[0].rule


def test_the_head_of_what_a_mail_forwards_contradicts_no_header() -> None:
    forwarded = (
        "See below.\n\n---------- Forwarded message ---------\nFrom: Tide Rail\nDate: Fri, 11 Mar 2022 at 21:14\n\nNo trains."
    )
    mail = document(date="Mon, 14 Mar 2022 10:33:00 +0100", body=forwarded)
    found_in_mail = find_issued(mail)
    assert [(one.value, one.score) for one in found_in_mail] == [(DAY, 1.0)] and not disagreements(mail, found_in_mail)
    assert found(body=forwarded) == {"issued": "2022-03-11"}


def test_a_year_of_two_digits_dates_nothing_where_the_text_spells_out_another_century() -> None:
    diary = "War diary{}\n\n12/4/18\nCold. Walked to the mill and back.\n"
    assert [finding.value for finding in find_issued(Document.from_text(diary.format("")))] == ["2018"]
    assert find_issued(Document.from_text(diary.format(", 1915–1918"))) == []
    assert [f.value for f in find_issued(Document.from_text(diary.format(", 1917")))] == ["2018"]
