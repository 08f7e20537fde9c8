"""Whether the words around an expression tell of the past or of the future: the nearest verb and the like, within its sentence.

Of each word only its kind counts, as `scan` has it; the words are looked at one by one from the expression on, since most texts say it nearby.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tagger.recognisers.dates.scan import ENDS, STOPS, Chunk, Kinds, Piece, words_before, words_from

NEAR, REACH, ENOUGH = 10, 30, 3
"""How many words before and after an expression are looked at first, and at most; how many before a verb are enough to say what it tells."""
BEFORE = re.compile(f".*[{''.join(ENDS.values())}]")
"""Up to the last word that ends a sentence."""
CUE = re.compile("[PFMpfghmkeq]")
CLAUSE = frozenset(",;:—–")
CLAUSE_OR_QUOTE = CLAUSE | {'"', "”", "’", "'"}


class Sight(NamedTuple):
    """An expression among its words: those before it, as many as may tell, and its own; how many stand before it, and the kinds of those
    of its sentence; where those after it begin."""

    words: list[str]
    first: int
    left: str
    flat: str
    next: int


def sight(chunk: Chunk, piece: Piece, cues: Kinds) -> Sight:
    """What can be seen around a piece of a stretch."""
    flat, (start, end), before, left = chunk.flat, piece, list[str](), ""
    for most in (NEAR, REACH):
        before = words_before(flat, start, most + 3)  # three more for what stands before a cue
        left = "".join(map(cues.__getitem__, before[-most:]))
        ended = BEFORE.match(left)
        if ended is not None:
            left = left[ended.end() :]
        if ended is not None or left.rfind("P") >= ENOUGH:
            break
    return Sight(before + flat[start:end].split(" "), len(before), left, flat, end + 1)


def tense(seen: Sight, cues: Kinds) -> str:
    """Whether the words around an expression tell of the past ("P"), of the future ("F") or of neither ("").

    "since" and "until" at the expression speak first, then the nearest cue to the left in the sentence, then the nearest to the right;
    "by" only where nothing else does, and the sign of a question: "Are you free on Friday?"
    """
    first, last = seen.first, len(seen.words) - 1
    lead = [word.lower() for word in seen.words[first : min(last, first + 3)]]
    if not cues.looks_back.isdisjoint(lead):
        return "P"
    way = _nearest(seen, cues) or _bid(seen, cues)
    if way or (cues.looks_ahead.isdisjoint(lead) and seen.words[last][-1:] != "?"):
        return way
    return "F"


def is_told(seen: Sight, cues: Kinds) -> bool:
    """Whether the verb stands right before an expression, or before its preposition, or a place stands between: "posted on 23 January", "began in
    Iowa on Feb. 1"."""
    words, first = seen.words, seen.first
    while first > 2 and words[first - 1][:1].isupper() and words[first - 1].isalpha():
        first -= 1
    return first > 0 and (
        cues[words[first - 1]] == "P" or (first > 1 and cues[words[first - 2]] == "P" and words[first - 1].islower())
    )


def is_subject(seen: Sight, cues: Kinds) -> bool:
    """Whether an expression opens its sentence and a verb in the past follows, which no participle is: "June saw rain", not "June revised figures"."""
    after = words_from(seen.flat, seen.next, 1)
    return not seen.left and bool(after) and cues[after[0]] == "P" and not after[0].endswith(cues.endings)


def is_meant(seen: Sight, cues: Kinds) -> bool:
    """Whether what the past verb before an expression tells is a purpose, which may lie ahead: "invited him to appear in July"."""
    words, first = seen.words, seen.first
    for at in range(first - 1, max(-1, first - 16), -1):
        kind = cues[words[at]]
        if kind == "P" or kind in cues.stops:
            return False
        if words[at] in cues.meant and words[at + 1].islower() and words[at + 1] not in cues.articles:
            return True
    return False


def _nearest(seen: Sight, cues: Kinds) -> str:
    """The tense of the nearest cue."""
    words, first, left = seen.words, seen.first, seen.left
    if left.endswith("N") and not _is_in_doing(words, first - 1, cues) and not _does_in(words, first - 1, cues):
        return "F"
    start = first - len(left)
    left = _without_put_in(words, start, left, cues)
    cue = _last_cue(words, left, start, cues)
    if "H" in left and not cues.modal_or_month.isdisjoint(words[start:first]) and _may(words, start + cue + 1, first, cues):
        return "F"
    present = left.rfind("N")
    if present > cue and start + present + 1 < first and words[start + present + 1] in cues.meant:
        return "F"
    if cue >= 0:
        at = start + cue
        if words[at] in cues.owning and words[at + 1] in cues.owned and not _is_modal(words, at, cues):
            return _owns(words[at + 1 :], cues)
        ahead = left[cue] != "P" or _is_modal(words, at, cues) or _to_be(words, at, cues) or _is_done(words, at, cues)
        return "F" if ahead else "P"
    if present >= 0 and first - start - present < FEW and _meets(words[start + present + 1 : first]):
        return "F"
    if cues[words[-1]] in "hmk":
        return ""
    if not left and _present(words_from(seen.flat, seen.next, 2), cues):
        return "F"
    return _after(seen, len(words) - 1, len(left) < 4 or words[start].lower() in cues.fronts, cues)


def _without_put_in(words: list[str], start: int, left: str, cues: Kinds) -> str:
    """The kinds of the words before an expression, those between two commas that begin with one of `put_in` as if they told nothing:
    "turned down the plan, which will cost millions, in October"."""
    if cues.put_in.isdisjoint(words):
        return left
    for at in range(len(left) - 1, 0, -1):
        if words[start + at] in cues.put_in and words[start + at - 1][-1:] == ",":
            end = next((n for n in range(at + 1, len(left)) if words[start + n][-1:] == ","), 0)
            after = words[start + end + 1]
            closed = end and (end > len(left) - 3 or cues[after] in "PFMN" or after in cues.same_in_past)
            return left[:at] + "x" * (end - at) + left[end:] if closed else left
    return left


def _bid(seen: Sight, cues: Kinds) -> str:
    """ "F" where the sentence begins by telling somebody to do something: "Pay the deposit on 10 January"."""
    words, start = seen.words, seen.first - len(seen.left)
    if not seen.left or not (words[start][:1].isupper() and words[start].replace("'", "").isalpha()):
        return ""
    first, second = words[start].lower(), words[start + 1].lower()
    return "F" if first in cues.bids or (first in cues.bids_to and second in cues.followers) else ""


def _owns(after: list[str], cues: Kinds) -> str:
    """What "has" tells that is no part of another verb: "has to go on Friday", "have a meeting on Friday" look ahead, "has a house" tells nothing."""
    return "F" if after[0] in cues.meant or not cues.appointments.isdisjoint(word.strip(".,") for word in after[1:5]) else ""


def _meets(between: list[str]) -> bool:
    """Whether nothing but names and a preposition stand between a verb in the present and the day: "play United on Wednesday"."""
    names = between[:-1] if between and between[-1].islower() else between
    return bool(names) and all(word[:1].isupper() and word.isalpha() for word in names)


FEW = 6
"""Words from a verb in the present to its day, at most."""


def _present(after: list[str], cues: Kinds) -> bool:
    """Whether a verb in the present follows the expression that opens its sentence: "Tuesday is the day", "On Friday we leave"."""
    if after and after[0] in cues.being:
        return True
    if len(after) < 2 or after[0].lower() not in cues.speakers or cues[after[1]] not in "xnNcehmqk":
        return False
    word = after[1].rstrip(".,!?")
    return word.isalpha() and word.lower() not in cues.same_in_past


def _after(seen: Sight, at: int, opening: bool, cues: Kinds) -> str:
    """The tense of the first cue after a word, in its sentence; beyond the end of its clause only where it opens the sentence."""
    for most in (NEAR, REACH + 1):
        row = (seen.words[at:] + words_from(seen.flat, seen.next, most))[: REACH + 1]
        cue = CUE.search("".join(map(cues.__getitem__, row[1:])))
        if cue is not None:
            break
    else:
        return ""
    if not opening and any(word[-1:] in CLAUSE for word in row[: cue.start() + 1]):
        return ""
    kind = cue[0]
    return "" if kind in "hmkeq" else "P" if kind in "Pp" else "F"


def begun(seen: Sight, last: int, cues: Kinds) -> str:
    """The tense of the clause that an expression begins: "and on Monday her deputy will take over"; a comma may follow it.

    `last` is the last word of the expression, which may end before its piece does.
    """
    words = seen.words
    after = words[last + 1 :] or words_from(seen.flat, seen.next, 1)
    if cues[words[last]] in "hmk" or not after:
        return ""
    comma = words[last][-1:] == "," and cues[after[0]] not in "PFM"
    return _after(seen, last + comma, False, cues)


def _last_cue(words: list[str], left: str, start: int, cues: Kinds) -> int:
    """Where the last cue stands in `left`: "plans" is one only before "to", "expected" none after "than"."""
    at = len(left)
    while True:
        at = max(left.rfind("P", 0, at), left.rfind("F", 0, at), left.rfind("M", 0, at))
        if at < 0 or left[at] != "F":
            return at
        before, word, after = words[max(0, start + at - 1)], words[start + at].lower().rstrip(",;:"), words[start + at + 1]
        told = word in cues.foretold and (
            before.lower() in cues.articles or before in cues.given_before or before.isdigit() or before.endswith(cues.possessive)
        )
        if before not in cues.compared and (word not in cues.before_to or after in cues.after_plan) and not told:
            return at


def _is_modal(words: list[str], at: int, cues: Kinds) -> bool:
    """Whether a modal verb stands before a past form in its clause: "would have gone", but not "what will be," he said, nor what may
    have come to pass already: "could have begun"."""
    for before in range(at - 1, max(-1, at - 4), -1):
        word, kind = words[before], cues[words[before]]
        if word[-1:] in CLAUSE_OR_QUOTE or kind in STOPS or word in cues.subjects:
            return False
        if kind == "M":
            return not (
                word in cues.guesses and words[before + 1] in cues.owning and _has_done(words[before + 2 : before + 4], cues)
            )
        if word in cues.modal_or_month and words[before - 1] not in cues.before_month:
            return before + 1 == at or words[before + 1] not in cues.owning
    return False


def _has_done(words: list[str], cues: Kinds) -> bool:
    """Whether a participle is among the words after "have": "begun", "already begun"."""
    return any(cues[word] in "Pp" or word.rstrip(".,") in cues.participles for word in words)


def _may(words: list[str], start: int, first: int, cues: Kinds) -> bool:
    """Whether, of some words, a word that is a month too is the modal verb."""
    return any(
        words[at] in cues.modal_or_month and at > 0 and words[at - 1] not in cues.before_month for at in range(start, first)
    )


def _does_in(words: list[str], at: int, cues: Kinds) -> bool:
    """Whether the word is what people do in something of that day: "those voting in Tuesday's primary"."""
    return words[at].endswith(cues.doing) and words[at + 1] in cues.during


def _to_be(words: list[str], at: int, cues: Kinds) -> bool:
    """Whether "to be" stands before a participle: "is to be held"."""
    return at > 1 and words[at - 1] in cues.be and words[at - 2] in cues.meant


def _is_done(words: list[str], at: int, cues: Kinds) -> bool:
    """Whether "is" or "are" stands right before a participle: "votes are counted Tuesday"."""
    return at > 0 and words[at - 1] in cues.being and words[at].endswith(cues.endings)


def _is_in_doing(words: list[str], at: int, cues: Kinds) -> bool:
    """Whether the word is what something happens in: "in early voting Tuesday" tells nothing of what lies ahead."""
    return words[at].endswith(cues.doing) and not cues.during.isdisjoint(word.lower() for word in words[max(0, at - 2) : at])
