"""The report page: what it says, what it withholds, and how it behaves in a real browser where one is installed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tagger.report import _states, report
from tagger.store.writing import known_of
from tagger.vocabulary import Concept, Vocabulary

HOSTILE = """</script><script>document.title='owned'</script><img src=x onerror="document.title='owned'">{{ 7*7 }}"""


def tag(facet: str, role: str, value: str, label: str, field: str, text: str, words: str) -> dict[str, Any]:
    start = text.index(words)
    span = {"field": field, "start": start, "end": start + len(words), "quote": words, "rule": f"{facet}s/x"}
    return {"facet": facet, "role": role, "value": value, "label": label, "score": 0.9, "origin": "rule", "evidence": [span]}


def document(
    number: int, *, title: str, year: str = "", topic: str = "", publisher: str = "", body: str = ""
) -> tuple[dict[str, Any], dict[str, str]]:
    body = body or f"The {topic or 'thing'} was reported by {publisher or 'nobody'} in {year or 'no year'}, they wrote."
    tags = []
    if topic:
        tags.append(tag("topic", "about", topic.lower(), topic, "body", body, topic))
    if publisher:
        tags.append(tag("source", "publisher", publisher, publisher, "body", body, publisher))
    if year:
        tags.append(tag("date", "issued", f"{year}-03-01", year, "body", body, year))
    row = {
        "schema": "tagger/1", "path": f"d/{number}.txt", "sha256": f"{number:064}", "media_type": "text/plain", "encoding": "utf-8",
        "language": "en", "title": title, "characters": len(body), "tags": tags, "problems": [],
    }  # fmt: skip
    return row, {"body": body, "title": title}


DOCUMENTS = [
    document(1, title="Ferries stay in port", year="2021", topic="Strikes", publisher="Harbour Gazette"),
    document(2, title="Rates unchanged", year="2022", topic="Inflation", publisher="Budget Letter"),
    document(3, title="Ferries sail again", year="2022", topic="Strikes", publisher="Budget Letter"),
    document(4, title=HOSTILE, body=f"{HOSTILE} A note that names nobody."),
    document(
        5, title="Call me", topic="Telephones", body="Telephones: ring +44 20 7946 0123 or write to ana@mail.example today."
    ),
]


class Page(HTMLParser):
    """The tags and attributes of a page, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((name, dict(attributes)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def html() -> str:
    return "".join(report(DOCUMENTS, title="My reading", subtitle="test"))


def test_nothing_asks_a_network(html: str) -> None:
    page = Page(html)
    loads = [
        (name, key)
        for name, attributes in page.found
        for key in attributes
        if key in ("src", "srcset", "poster", "action", "ping", "background")
    ]
    assert loads == []
    assert [attributes.get("href") for name, attributes in page.found if "href" in attributes] == ["#documents"]
    assert not [name for name, _ in page.found if name in ("link", "iframe", "object", "embed", "img", "base")]
    assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest|sendBeacon|WebSocket|import\(", html.replace(HOSTILE, ""))
    policy = next(
        attributes["content"] for name, attributes in page.found if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    assert policy.startswith("default-src 'none';")


def test_hostile_text_stays_text(html: str) -> None:
    page = Page(html)
    assert [name for name, _ in page.found].count("script") == 1
    assert "{{ 7*7 }}" in page.text
    assert not any(key.startswith("on") for _, attributes in page.found for key in attributes)


def test_every_document_is_there_without_scripts(html: str) -> None:
    page = Page(html)
    assert [name for name, _ in page.found].count("article") == len(DOCUMENTS)
    assert "no day of issue" in page.text
    assert "Ferries sail again" in page.text


def test_the_chart_adds_up(html: str) -> None:
    titles = re.findall(r"<title>(\d{4}): ([^<]+), (\d+)</title>", html)
    assert sorted(titles) == [("2021", "Strikes", "1"), ("2022", "Inflation", "1"), ("2022", "Strikes", "1")]
    assert "2 documents without a year of issue are not drawn" in html


def test_a_topic_finds_what_is_on_a_narrower_one_as_find_does() -> None:
    topics = Vocabulary(
        "x", "X", "topic", (Concept("labour", "Labour and work"), Concept("strikes", "Strikes", broader=("labour",)))
    )
    passing, fields = document(6, title="In passing", topic="Strikes")
    passing["tags"][0]["role"] = "mentions"
    page = Page("".join(report([*DOCUMENTS, (passing, fields)], title="x", vocabulary=topics)))
    found = [attributes["data-topic"] for name, attributes in page.found if name == "article"]
    assert [topics for topics in found if topics and " labour " in topics] == [" strikes labour "] * 3
    assert "Labour and work (3)" in page.text and "Strikes (3)" in page.text and "Inflation (1)" in page.text


def test_private_details_around_an_evidence_are_masked(html: str) -> None:
    assert "7946" not in html
    assert "ana@mail" not in html


def test_no_documents_at_all() -> None:
    assert "0 documents" in "".join(report([], title="Empty"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    webdriver = pytest.importorskip("selenium.webdriver")
    service = pytest.importorskip("selenium.webdriver.chrome.service")
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("no Chromium with its driver on this machine")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    made = webdriver.Chrome(options=options, service=service.Service(driver))
    yield made
    made.quit()


def shown(browser: Any) -> list[str]:
    found: list[str] = browser.execute_script(
        "return [...document.querySelectorAll('article')].filter(a => !a.hidden).map(a => a.querySelector('h3').textContent)"
    )
    return found


def test_in_a_browser(browser: Any, html: str, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(html, "utf-8")
    browser.get(page.as_uri())
    assert browser.title == "My reading"
    assert len(shown(browser)) == len(DOCUMENTS)
    script = "const f = document.getElementById(arguments[0]); f.value = arguments[1]; f.form.dispatchEvent(new Event('submit', {cancelable: true}))"
    browser.execute_script(script, "topic", "strikes")
    assert shown(browser) == ["Ferries stay in port", "Ferries sail again"]
    browser.execute_script(script, "source", "Budget Letter")
    assert shown(browser) == ["Ferries sail again"]
    browser.execute_script("document.querySelector('form button').click()")
    browser.execute_script(script, "words", "rates")
    assert shown(browser) == ["Rates unchanged"]
    browser.execute_script(script, "words", "")
    browser.execute_script("document.querySelector('.bar[data-year=\"2021\"]').dispatchEvent(new Event('click'))")
    assert shown(browser) == ["Ferries stay in port"]
    browser.execute_script("document.querySelector('article details').open = true")
    assert browser.execute_script("return document.querySelector('article mark').textContent") == "Strikes"
    requests = [entry["message"] for entry in browser.get_log("performance") if "Network.requestWillBeSent" in entry["message"]]
    assert all('"url":"file://' in message for message in requests)
    assert not [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]


def test_ten_thousand_documents_filter_at_once(browser: Any, tmp_path: Path) -> None:
    many = [
        document(
            n,
            title=f"Number {n}",
            year=str(1990 + n % 30),
            topic=("Strikes", "Inflation", "Floods")[n % 3],
            publisher=f"Paper {n % 50}",
        )
        for n in range(10_000)
    ]
    page = tmp_path / "many.html"
    page.write_text("".join(report(many, title="Many")), "utf-8")
    browser.get(page.as_uri())
    spent = browser.execute_script(
        "const f = document.getElementById('topic'); f.value = 'floods'; const t = performance.now();"
        "f.form.dispatchEvent(new Event('submit', {cancelable: true})); return performance.now() - t"
    )
    assert browser.execute_script("return [...document.querySelectorAll('article')].filter(a => !a.hidden).length") == 3333
    assert spent < 5_000  # a guard against quadratic work, not a figure


LABELS = {"2021": "3 April 2021 or 4 March 2021"}


@pytest.mark.parametrize(
    "tags",
    [
        [],
        [("topic", "mentions", "strikes")],
        [("source", "quoted", "Ana Reyes")],
        [("source", "platform", "mastodon"), ("date", "issued", "2022?")],
        [("date", "issued", "2022~"), ("topic", "about", "strikes")],
        [("date", "issued", "2022-03-01"), ("date", "issued", "2022-03-02")],
        [("date", "issued", "2021")],
        [("date", "created", "2022-03-01/..")],
    ],
)
def test_the_page_counts_what_the_index_counts(tags: list[tuple[str, str, str]]) -> None:
    known = known_of([(facet, role, value, LABELS.get(value, value), 0.9, "rule") for facet, role, value in tags])
    states = _states(
        [{"facet": facet, "role": role, "value": value, "label": LABELS.get(value, value)} for facet, role, value in tags]
    )
    assert ("undated" in states) == (known.earliest is None)
    assert ("ambiguous" in states, "unsourced" in states, "untagged" in states) == (
        known.ambiguous,
        known.unsourced,
        known.untagged,
    )
