"""Speakers of block quotes, indented passages and quoted mails, by the line that stands above or below them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from tagger.recognisers.sources.attribution.described import Phrase, described
from tagger.recognisers.sources.attribution.frames import Mention
from tagger.recognisers.sources.attribution.phrases import phrase_after
from tagger.recognisers.sources.attribution.text import Text
from tagger.recognisers.sources.words import CLAUSAL, FUNCTION, HEAD, TIME, VERB, given_names, word_list, words

_SIGNS = r"(?:[ \t]{2,}|\t|[ \t]*>|[ \t]*[—–―]|[ \t]*--? ?[A-Z@]|On .*wrote:|From:|Quot|Originally [Pp]osted)"
_FIRST, _ANY = re.compile(_SIGNS), re.compile("\n" + _SIGNS)
"""How a line begins that is looked at with those beside it: the first of a body, or any other."""
_WROTE = re.compile(r"^(?:[> ]*)On .{6,120}?\b(?:wrote|writes):\s*$")
_ON_DATE = re.compile(
    r"On .*?(?:\d{4}|\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?|\d{1,2} \w{3,9}|\w{3,9} \d{1,2}),?(?: at \S+(?: [AaPp]\.?[Mm]\.?)?)?(?: \(?[A-Z]{2,5}\)?)?(?: [+-]\d{4})?,? +(?=[^\W\d])"
)
_FORWARDED = re.compile(r"(?i)^[> ]*(?:-+ ?(?:forwarded|original) message ?-+|begin forwarded message:)")
_FROM = re.compile(r"^[>* ]*From:[* ]*[\"']?([^<\"'\n@]{2,60}?)[\"']?\s*(?:<|\[|\(|$)")
_HEADER = re.compile(
    r"^[>\[* ]*(?:Quote from|Quote|Quoting|Originally [Pp]osted [Bb]y|Quote Originally [Pp]osted [Bb]y):? @?(\w[\w.-]*(?: [A-Z][\w-]*)?)(?=,? (?:on|at)\b|[]:;]?[* ]*$)"
)
"""What a forum sets above the words of another reader."""
_DASH = re.compile(r"^[ \t>]*(?:[—–―]|--?)[ ]?(?=[@\w])")
_HANDLE = re.compile(r"^@?\w*(?:[_\d]\w*|\w[A-Z]\w*)$|^@\w+$|^u/\w+$")
_WIDE = re.compile(r"[ \t]{3}|[\"“”]")
"""What stands in a row of a table or at the end of a quote, and in no name."""
_CALL = re.compile(r"\((?!\s*\d)|\||//")
"""What stands after a word of a program, not after a reader's name."""
_HEADED = ("Quot", "Originally", "[Quot", "**Quot")
_LONGEST = 1000
"""The most characters of a first line that are looked at for a sign of such lines."""
_PASSAGE = 6
"""The fewest words of a passage that a speaker's line can belong to."""


class Line(NamedTuple):
    """One line of the body: where its text starts and ends, and whether it is set apart (indented or marked by ">")."""

    start: int
    end: int
    apart: bool
    text: str


def by_block(text: Text) -> Iterator[Mention]:
    """The speakers that a line of their own names."""
    if not _FIRST.match(text.body, 0, _LONGEST) and not _ANY.search(text.body):
        return
    lines = _lines(text.body)
    for n, line in enumerate(lines):
        if line.text.endswith(("wrote:", "writes:")) and _WROTE.match(line.text):
            yield from _mail(text, line)
        elif line.text.startswith(("From:", ">", "*From", "*")) and n and _FROM.match(line.text) and _after_forward(lines, n):
            found = _FROM.match(line.text)
            if found is not None:
                yield from _named(text, line.start + found.start(1), line.start + found.end(1), "forwarded")
        elif line.text.startswith(_HEADED) and n + 1 < len(lines) and (header := _HEADER.match(line.text)) is not None:
            first, last = _token(text, line.start + header.start(1)), _token(text, line.start + header.end(1)) - 1
            yield Mention(Phrase("named", first, last, ((first, last),), last), "quoted", "block-speaker", first)
        elif (dash := _DASH.match(line.text)) is not None:
            if n and _passage(lines[n - 1], any_line=True) and not _in_list(lines, n):
                yield from _signature(text, line, dash.end())
        elif (line.apart and _set_apart(lines, n)) or (line.text.endswith(":") and n + 1 < len(lines) and _told(lines[n + 1])):
            yield from _alone(text, line)


def _lines(body: str) -> list[Line]:
    """The lines that are not blank."""
    out = []
    at = 0
    for raw in body.split("\n"):
        if raw.strip():
            mark = raw.lstrip(" \t")
            apart = raw.startswith(("  ", "\t")) or mark.startswith(">")
            shift = len(raw) - len(mark)
            bare = mark.rstrip()
            if bare.startswith(">"):
                inner = bare.lstrip("> ")
                shift += len(bare) - len(inner)
                bare = inner
            out.append(Line(at + shift, at + shift + len(bare), apart, bare))
        at += len(raw) + 1
    return out


def _in_list(lines: list[Line], n: int) -> bool:
    """Whether the line is one of several with the same dash, as the items of a list have."""
    dash = lines[n].text[:1]
    return any(lines[m].text[:1] == dash for m in (n - 1, n + 1) if 0 <= m < len(lines))


def _after_forward(lines: list[Line], n: int) -> bool:
    return any(_FORWARDED.match(line.text) for line in lines[max(0, n - 4) : n])


def _passage(line: Line, any_line: bool = False) -> bool:
    if any_line and (line.apart or line.text[:1] in "\"“„«'‘>"):
        return True
    return (line.apart or any_line) and line.text.count(" ") >= _PASSAGE - 1


def _told(line: Line) -> bool:
    """Whether the line is a passage of running words, not a title, a row of a table or a line of a program."""
    if not _passage(line) or _WIDE.search(line.text.replace('"', "")):
        return False
    found = line.text.split()
    return 2 * sum(word[0].islower() and word.rstrip(".,;:!?'’").replace("'", "").isalpha() for word in found) >= len(found)


def _set_apart(lines: list[Line], n: int) -> bool:
    """Whether the line stands directly above or below a passage that is set apart, in a body that is not so as a whole."""
    beside = (n > 0 and _told(lines[n - 1])) or (n + 1 < len(lines) and _told(lines[n + 1]))
    return beside and not all(line.apart for line in lines[max(0, n - 6) : n + 7])


def _token(text: Text, offset: int) -> int:
    return bisect_left(text.at, offset)


def _named(text: Text, start: int, end: int, rule: str) -> Iterator[Mention]:
    """A mention of the words from `start` to `end` where they are a name."""
    while start < end and text.body[start] in " \t\"'":
        start += 1
    first, last = _token(text, start), _token(text, end) - 1
    if first > last or last - first > 6 or not text.tokens[first][0].isupper():
        return
    yield Mention(Phrase("named", first, last, ((first, last),), last), "quoted", rule, first)


def _mail(text: Text, line: Line) -> Iterator[Mention]:
    """ "On 3 May 2021 at 10:12, Ana Reyes <…> wrote:"."""
    dates = list(_ON_DATE.finditer(line.text))
    if not dates:
        return
    end = dates[-1].end()
    rest = line.text[end:]
    name = re.split(r"\s*[<(\[]|\s+(?:wrote|writes):|\s+via\s", rest, maxsplit=1)[0].strip(" ,\"'")
    if name and not any(c.isdigit() for c in name) and "@" not in name:
        start = line.start + end + rest.index(name)
        yield from _named(text, start, start + len(name), "mail-quote")


def _signature(text: Text, line: Line, skip: int) -> Iterator[Mention]:
    """ "— Ana Reyes, mayor of the town" below a passage."""
    if line.text.count(" ") > 12:
        return
    first = _token(text, line.start + skip)
    if first >= len(text.tokens):
        return
    phrase = phrase_after(text, first)
    if phrase is None or phrase.sort != "named" or phrase.first != first:
        return
    after = phrase.last + 1
    if after < len(text.tokens) and text.at[after] < line.end and text.tokens[after] not in (",", "(", ":"):
        return
    last = min(_token(text, line.end), len(text.tokens)) - 1
    yield Mention(phrase._replace(last=max(phrase.last, last)), "quoted", "signature", first)


def _alone(text: Text, line: Line) -> Iterator[Mention]:
    """A name alone on the line, with at most a colon, "wrote:" or a date in brackets after it."""
    words_there = line.text.split()
    if len(words_there) > 5:
        return
    bare = re.split(r"\s{0,40}(?::$|\(|\bwrote:|\bwrites:|\bsays:|\bsaid:| [—–|·] |,? on \d)", line.text, maxsplit=1)[0].strip(
        " ,"
    )
    parts = bare.split()
    if not parts or len(parts) > 4 or (len(parts) == 1 and _CALL.search(line.text)) or _WIDE.search(bare) or "@" in bare[1:]:
        return
    first, last = _token(text, line.start), _token(text, line.start + len(bare)) - 1
    if last < first:
        return
    if len(parts) == 1 and _HANDLE.match(bare) and not (bare.isalpha() and bare.isupper()):
        yield Mention(Phrase("named", first, last, ((first, last),), last), "quoted", "block-speaker", first)
        return
    if len(parts) == 1 and _wrote(text, first, line):
        yield Mention(Phrase("named", first, last, ((first, last),), last), "quoted", "block-speaker", first)
        return
    if not _name_like(text, parts, first, last):
        return
    phrase = described(text, first, last)
    names = phrase.names if phrase is not None and phrase.sort == "named" else ((first, last),)
    yield Mention(Phrase("named", first, last, names[:1], last), "quoted", "block-speaker", first)


def _wrote(text: Text, first: int, line: Line) -> bool:
    """Whether a line says that a reader with a handle in small letters wrote what follows: "seawolf wrote:", not "she wrote:"."""
    token = text.tokens[first]
    plain = line.text.endswith((" wrote:", " writes:")) and token.islower() and token.isalpha() and len(token) > 2
    return plain and not words().bits.get(token, 0)


def _name_like(text: Text, parts: list[str], first: int, last: int) -> bool:
    """Whether the words of a line look like a name: capitals, no word of the grammar, no known noun but after a name."""
    look = words().bits.get
    for n, part in enumerate(parts):
        if not (part[0].isupper() or (n and look(part, 0) & (1 << 13))) or (part[-1] in ",;!?" and n == len(parts) - 1):
            return False
        if look(part, 0) & (FUNCTION | CLAUSAL | TIME) and len(part.rstrip(".")) > 1:
            return False
    if parts[-1][-1] == "." and len(parts[-1]) > 3:
        return False
    titled = parts[0].isupper() and len(parts[0]) > 1
    if len(parts) == 1 and (titled or text.tokens[last + 1 : last + 2] == [":"]) and len(text.places(text.tokens[first])) < 2:
        return False
    if parts[0].lower() in given_names() or (len(parts) > 1 and parts[-1][-1] == "."):
        return True
    return not any(_common(text, part.lower()) for part in parts)


def _common(text: Text, lower: str) -> bool:
    """Whether a word, in lower case, is a noun of the language or of the text, so that a line of it is a heading and no name."""
    if words().bits.get(lower, 0) & (HEAD | VERB | FUNCTION) or text.has(lower) or lower in word_list("headings"):
        return True
    return lower.endswith(("tion", "sion", "ment", "ness", "ance", "ence", "ity", "ing", "ship", "ism", "ology", "ics", "ware"))
