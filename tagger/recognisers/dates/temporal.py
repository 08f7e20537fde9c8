"""The dates that a text speaks of: pieces, matches, neighbours, and last the values, in the order of reading."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from tagger.edtf import Day, Edtf
from tagger.model import Document, Finding, Span
from tagger.recognisers.dates import figures, offsets, relative, resolve
from tagger.recognisers.dates.around import Gated, around
from tagger.recognisers.dates.bearings import Bearings
from tagger.recognisers.dates.checks import Checks, checks
from tagger.recognisers.dates.matches import Match
from tagger.recognisers.dates.parsing import Parser
from tagger.recognisers.dates.scan import Chunk, Kinds, Piece, chunks, cut, pieces
from tagger.recognisers.dates.story import Hint, is_news, opens_sentence
from tagger.recognisers.dates.tenses import begun, is_meant, is_subject, is_told, sight, tense
from tagger.recognisers.dates.values import Answer, Context
from tagger.recognisers.dates.years import day_number

MAKERS: dict[str, Any] = {
    "date": resolve.date, "thatyear": resolve.thatyear, "quarter": resolve.quarter, "halfyear": resolve.halfyear, "latest": resolve.latest, "fiscal": resolve.fiscal,
    "holiday": resolve.holiday, "iso": figures.iso, "isomonth": figures.isomonth, "named": resolve.named, "attacks": resolve.attacks, "monthyear": figures.monthyear, "numeric": figures.numeric,
    "daymonth": figures.daymonth, "twodays": figures.twodays, "millennium": resolve.millennium, "turn": resolve.turn, "centurypart": resolve.centurypart, "weekto": offsets.weekto, "weekdaysago": relative.weekdaysago, "weekdaynear": offsets.weekdaynear, "today": relative.today, "beyond": relative.beyond, "tonight": relative.tonight, "weekday": relative.weekday_,
    "weekdayofweek": relative.weekdayofweek, "which": relative.which, "whichmonth": relative.whichmonth, "later": relative.later,
    "earlier": relative.earlier, "ago": relative.ago, "fromnow": relative.fromnow, "weekfrom": relative.weekfrom, "weekend": relative.weekend,
    "weekof": offsets.weekof, "nth": relative.nth, "dayonly": relative.dayonly, "yearend": relative.yearend, "nextmonth": relative.nextmonth, "offset": offsets.offset, "sum": offsets.sum_, "intime": offsets.intime, "endofday": offsets.endofday, "inday": offsets.inday, "agothis": offsets.agothis, "spanof": offsets.spanof,
    "longweekend": offsets.longweekend, "weeknumber": offsets.weeknumber, "dayofmonth": relative.dayofmonth, "weekdayday": relative.weekdayday, "theunit": relative.theunit, "yearearlier": relative.yearearlier, "anaphor": relative.anaphor,
}  # fmt: skip
SURE, CONTEXT, DOUBT = 0.95, 0.85, 0.6
"""Scores: a date that names itself; one that takes its year or its day from the context; one that is uncertain or undecided."""


class Aside(NamedTuple):
    """The words of which one stands right before an expression that looks aside, or a word before that; and what tells for sure."""

    words: frozenset[str]
    gated: Gated


class Knowledge(NamedTuple):
    """What is made once for a language."""

    parser: Parser
    kinds: Kinds
    checks: Checks
    preposition: re.Pattern[str]
    aside: Aside
    scholars: re.Pattern[str]
    bearings: Bearings
    outlook: re.Pattern[str]


class Candidate:
    """An expression that stands, before it has a value: offsets into the text, and its match.

    Its tense is looked for where somebody asks for it, since few values depend on it.
    """

    __slots__ = ("_chunk", "_known", "_piece", "_tense", "_text", "end", "match", "start")

    def __init__(self, start: int, end: int, match: Match, text: str, chunk: Chunk, piece: Piece, known: Knowledge) -> None:
        self.start, self.end, self.match = start, end, match
        self._text, self._chunk, self._piece, self._known = text, chunk, piece, known
        self._tense: str | None = None

    def tense(self) -> str:
        """Which way the expression lies: by the words right at it, else by the tense around it; "" for what no verb dates.

        A past that no verb tells right there is "p" for a day whose year is open; a month that a purpose names is the nearest, "N".
        """
        if self._tense is None:
            self._tense = self._direction() if self.match.traits.tensed else ""
        return self._tense

    def _direction(self) -> str:
        text, start, end, known = self._text, self.start, self.end, self._known
        fields, rule = self.match.fields, self.match.rule
        check = rule.check
        seen = sight(self._chunk, self._piece, known.kinds)
        cue = ""
        if BEGINS.search(text, max(0, start - 14), start) and text[end : end + 2] not in ("'s", "’s"):
            begin, flat = self._chunk.start, self._chunk.flat
            cue = begun(seen, seen.first + flat.count(" ", self._piece[0], end - begin), known.kinds)
        cue = cue or tense(seen, known.kinds)
        if cue == "P" and check == "dayonly" and text.endswith(known.bearings.until, 0, start):
            cue = ""
        if cue == "P" and check == "month" and is_meant(seen, known.kinds):
            cue = "N"
        if check == "quarter" and known.outlook.search(text, max(0, start - 40), start):
            return "F"
        if cue == "F" and check == "quarter" and known.checks.money.match(text, end + 1):
            cue = "N"
        if (check == "month" and attribute(text, start, end, known.preposition) and not is_subject(seen, known.kinds)) or (
            check == "monthday" and dateline(text, start, end)
        ):
            cue = ""
        grain = "" if "month" not in fields or rule.make != "date" else "month" if check == "month" else "day"
        turned = known.bearings.turned(text, start, end, cue, grain)
        return "p" if turned == cue == "P" and grain == "day" and not is_told(seen, known.kinds) else turned


@cache
def knowledge(language: str = "en") -> Knowledge:
    """The knowledge of a language; made at first use."""
    parser = Parser(language)
    known = checks(language)
    preposition = re.compile(rf"(?:^|\s)(?:{'|'.join(sorted(known.sets['prepositions']))})\s(?:\w{{3}}\s)?$", re.IGNORECASE)
    asides = "|".join(sorted(known.sets["aside"]))
    aside = re.compile(rf"(?:\b(?:{asides})(?: the [\w ]{{3,40}} in)?|[(\[])\s(?:\w{{3,5}}\s)?$|[(\[]$", re.IGNORECASE)
    marks = (*sorted(known.sets["aside"]), "(", "[")
    scholars = re.compile(rf"\b(?:{'|'.join(sorted(known.sets['scholars']))})\b[^.;:!?\n]{{0,24}}\s(?:in|of|from|since)\s$")
    words = {*known.sets["aside"], "in"}
    looks = Aside(frozenset(words | {word.title() for word in words} | {word.upper() for word in words}), Gated(aside, marks))
    outlook = re.compile(
        rf"\b(?:{'|'.join(sorted(known.sets['outlook']))}) (?:{'|'.join(sorted(known.sets['outlook_for']))}) (?:the )?$",
        re.IGNORECASE,
    )
    return Knowledge(parser, Kinds(parser), known, preposition, looks, scholars, Bearings.of(known.sets), outlook)


def candidates(text: str, known: Knowledge) -> list[Candidate]:
    """The expressions of a text that their neighbours allow, in the order of reading."""
    out: list[Candidate] = []
    parse, kinds = known.parser.parse, known.kinds
    for begin, end in chunks(text):
        chunk = cut(text, begin, end)
        for piece in pieces(chunk, kinds):
            at = begin + piece[0]
            for match in parse(text[at : begin + piece[1]]):
                stands = allowed(text, at, match, known)
                if stands is None:
                    continue
                one = Candidate(at + stands.start, at + stands.end, stands, text, chunk, piece, known)
                if stands.rule.check != "season" or not EVERY_YEAR.search(text, max(0, one.start - 8), one.end) or one.tense():
                    out.append(one)
    doubtful = [one for one in out if one.match.rule.check == "quarter" and _may_be_play(text, one, known)]
    if doubtful and known.checks.is_game(text):
        return [one for one in out if one not in doubtful]
    return out


def _may_be_play(text: str, candidate: Candidate, known: Knowledge) -> bool:
    """Whether an expression is a quarter that a game may have: without a year, and no word of business near it."""
    near = text[max(0, candidate.start - 48) : candidate.end + 48].lower()
    return "year" not in candidate.match.fields and known.checks.money.search(near) is None


BEGINS = re.compile(r"[,;] (?:and|but|while|then|so)(?: then)?(?: (?:on|in|by|from|over))? $|; (?:on|in|by) $")
"""What ends right before an expression that begins a clause."""
EVERY_YEAR = re.compile(r"\b(?:[Ii]n|[Dd]uring) (?:spring|summer|autumn|winter|fall)$")
"""A season of any year, where no verb says of which: "mild in spring"."""
STOP = re.compile(r"[.!?;][\"”’)]*\s|\n\n")


def allowed(text: str, at: int, match: Match, known: Knowledge) -> Match | None:
    """The match where its neighbours allow it; else, of a rule that may be wrong as a whole, what stands in it without its first
    or its last word: "Thursday" of "Thursday 1 pm"."""
    start, stop, rule = at + match.start, at + match.end, match.rule
    if not rule.check or known.checks.by_name[rule.check](around(text, start, stop), match.fields):
        return match
    retry, words = rule.extra.get("retry"), text[start:stop]
    if retry is None or " " not in words:
        return None
    if retry == "before":
        rest, shift = words[: words.rfind(" ") + 1], match.start
    else:
        shift = match.start + words.find(" ") + 1
        rest = words[words.find(" ") + 1 :]
    for inner in known.parser.parse(rest):
        moved = inner.moved(shift)
        if allowed(text, at, moved, known):
            return moved
    return None


def dateline(text: str, start: int, end: int) -> bool:
    """Whether a day stands between a place in capitals and an agency or a dash: "LIMA, Peru, Feb. 8 (Agency) -"; no verb dates it."""
    if text[end : end + 2] not in (" (", " —", " –", " -", "—"):
        return False
    line = text[max(0, start - 50) : start].rpartition("\n")[2]
    return PLACE.fullmatch(line) is not None


PLACE = re.compile(r"\s*[A-Z][A-Z][A-Z .'-]*,(?: [A-Z][\w. ]*,)? ")


def attribute(text: str, start: int, end: int, preposition: re.Pattern[str]) -> bool:
    """Whether a month stands before a noun, without a preposition, or owns one: "October employment data", "December's floods", which its verb's
    tense does not date."""
    return text[end : end + 2] in ("'s", "’s") or (
        text[end : end + 1] == " "
        and text[end + 1 : end + 2].islower()
        and preposition.search(text[max(0, start - 14) : start]) is None
    )


def found(text: str, anchor: Day | None, known: Knowledge, grain: str = "day") -> list[tuple[Candidate, Answer]]:
    """The expressions of a text with their values, in the order of reading; what has no calendar value is left out."""
    some = candidates(text, known)
    if not some:
        return []
    hint = Hint.of(text, some, anchor)
    context = Context(anchor, is_news(hint, some, anchor), grain)
    context.day_first, context.order_known = hint.day_first, hint.order_known
    if anchor is None:
        context.age = next((one.match.fields["year"] for one in some if "year" in one.match.fields), None)
    out, previous = [], 0
    news = context.news
    for candidate in some:
        traits = candidate.match.traits
        context.follows = news and traits.tensed and follows(text, candidate, previous, context, known)
        context.beside = traits.definite and beside(text, candidate, previous)
        answer = candidate.match.answer or made(candidate, context)
        if answer is None:
            continue
        mention = answer.mention
        if mention is not None and not (
            looks_aside(text, candidate, known.aside) or is_of_scholar(text, candidate, context, known.scholars)
        ):
            may_move = traits.moves and not news
            begins = may_move and opens(text, candidate, previous)
            goes_on = begins or mention.month is not None or mention.part is not None or traits.leads
            context.note(mention, may_move and goes_on, begins)
            previous = candidate.end
        out.append((candidate, answer))
    return out


def made(candidate: Candidate, context: Context) -> Answer | None:
    """What an expression comes to; kept with its match where nothing but its words tells."""
    match = candidate.match
    answer: Answer | None = MAKERS[match.rule.make](match.fields, context, candidate.tense)
    if match.traits.settled:
        match.answer = answer
    return answer


NOT_UNTIL = tuple(f"{no} until {the}" for no in ("Not", "not", "only") for the in ("", "the "))
"""Before when something at last came to pass, from where the story goes on."""


def looks_aside(text: str, candidate: Candidate, aside: Aside) -> bool:
    """Whether an expression only says since when or until when, or stands in brackets with a year alone."""
    start = candidate.start
    near = text[max(0, start - 16) : start].split(" ")[-3:]
    if len(near) == 3 and not near[2] and (near[0] + near[1]).isalpha() and aside.words.isdisjoint(near):
        return False  # as most often
    before = text[max(0, start - (60 if text.find(" the ", max(0, start - 50), start) >= 0 else 16)) : start]
    if before.endswith(NOT_UNTIL):
        return False
    return aside.gated.finds(before, before.lower()) and ("month" not in candidate.match.fields or before[-1:] not in "([")


def is_of_scholar(text: str, candidate: Candidate, context: Context, scholars: re.Pattern[str]) -> bool:
    """Whether a year alone is that of somebody who wrote of the story a lifetime or more after it: "as Thompson argued in 1971"."""
    fields, last = candidate.match.fields, context.last
    if context.news or last is None or "month" in fields or fields.get("year", 0) - last.year < LIFETIME:
        return False
    return scholars.search(text, max(0, candidate.start - 48), candidate.start) is not None


LIFETIME = 60
"""Years."""


def opens(text: str, candidate: Candidate, previous: int) -> bool:
    """Whether an expression begins a sentence, or is the first date of its paragraph."""
    start = candidate.start
    return opens_sentence(text, start) or text.find("\n", previous, start) >= 0


def beside(text: str, candidate: Candidate, previous: int) -> bool:
    """Whether the date before stands in the same sentence."""
    return candidate.start - previous < 100 and STOP.search(text, previous, candidate.start) is None


def _narrows(text: str, start: int, previous: int, known: Knowledge) -> bool:
    """Whether an expression goes on at once from a year alone: "born in 1926, in March", "It was 1938. September came"."""
    gap = text[previous:start]
    if len(gap) > LONGEST_GAP or not GAP.fullmatch(gap):
        return False
    word = gap.strip(" ,.;:").lower()
    if word and word not in known.checks.sets["within"]:
        return False
    if "." not in gap:
        return bool(word or gap.strip())
    sentence = text[max(0, previous - LONGEST_YEAR) : previous].replace("\n", ". ").rpartition(". ")[2]
    return sentence.rpartition(" ")[0].lower() in known.checks.sets["tells_year"]


LONGEST_GAP, LONGEST_YEAR = 8, 40
GAP = re.compile(r"[,.;:]? ?(?:[A-Za-z]{2} )?")
"""What may stand between a year and what narrows it."""


def follows(text: str, candidate: Candidate, previous: int, context: Context, known: Knowledge) -> bool:
    """Whether, in news, a sentence begins with this date right after a day or month of another time: "On Aug. 2, 1990, … In January".

    After the day of a year ago only a day that comes soon after: "On March 2, 2015, … On March 25", and so within a sentence, unless it is a day of the
    last weeks: "heard on 6 June 2017 and judged on 30 June"; a day in brackets is that before them.
    """
    last, anchor = context.last, context.anchor
    if last is None or anchor is None or last.year == anchor.year:
        return False
    start, fields = candidate.start, candidate.match.fields
    if last.month is None and last.part is None:
        return abs(last.year - anchor.year) > 1 and _narrows(text, start, previous, known)
    if start - previous >= 200:
        return False
    gap, soon = text[previous:start], False
    if last.day is not None and last.month is not None:
        if gap in BRACKETS:
            return True
        day, month = day_number(fields), int(fields.get("month", 0))
        soon = day is not None and 0 <= month - last.month <= SOON
        if soon and (month, day) > (last.month, last.day) and len(gap) < 100 and STOP.search(gap) is None:
            return (anchor.month - month) % 12 > 1
    return (soon or abs(last.year - anchor.year) > 1) and "\n" not in gap and opens_sentence(text, start)


SOON = 2
"""Months."""
BRACKETS = (" (", " [", " (on ")


def score(match: Match, answer: Answer) -> float:
    """How sure an expression is of its value."""
    if answer.readings or answer.value[-1] in "?~%":
        return DOUBT
    return SURE if match.traits.sure else CONTEXT


def find_temporal(document: Document, anchor: Edtf | None) -> list[Finding]:
    """The dates that the body and the title speak of, one finding a value with all its evidence, in the order of first mention.

    `anchor` is the day of issue, or None; of a month or a year only what is as coarse is counted from it.
    """
    day = anchor.earliest if anchor is not None else None
    grain = anchor.precision if anchor is not None and anchor.precision in ("day", "month") else "year"
    known = knowledge("en")
    values: dict[str, tuple[str, float, list[Span]]] = {}
    for field in ("body", "title"):
        text = document.fields.get(field, "")
        for candidate, answer in found(text, day, known, grain) if text else ():
            start, end, match = candidate.start, candidate.end, candidate.match
            if field == "title" and not match.traits.named:
                continue
            rule = match.rule.id if not answer.readings else f"{match.rule.id}:{'|'.join(answer.readings)}"
            span = Span._make((field, start, end, rule))
            seen = values.get(answer.value)
            if seen is None:
                values[answer.value] = (text[start:end], score(match, answer), [span])
            else:
                seen[2].append(span)
    return [
        Finding("date", "temporal", value, label, score, "rule", tuple(spans)) for value, (label, score, spans) in values.items()
    ]
