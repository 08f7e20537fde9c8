"""Whether the neighbours of an expression allow it: a price is no year, a verb no month, a carol no Christmas."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from tagger.recognisers.dates.lexicon import load

WIDE = 48
BARE = "\"'“”‘’([{<>}]).,;:!?*_…—–-«»|"
GLUE = frozenset("$£€¥#@/\\=+&%_~^*")
AFTER_YEAR = frozenset("%°$€£/\\=@_#^")
COMPOUND = frozenset({"era", "style", "vintage", "born", "elected", "dated", "present", "today", "now"})
COMPOUND_BEFORE = frozenset({"mid", "pre", "post", "early", "late", "non", "since"})


MODEL = re.compile(r"\b[Aa]n? [A-Z][a-z]+ $|\d{3} [3-9]\d{3} $")
STREET = re.compile(r" (?:[A-Z]\w+ ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Lane|Court|Way|Place|Square)\b")
SINGLE = frozenset({"man", "pound", "foot", "inch", "yard", "ton", "acre", "member", "seat", "bed", "room", "page", "word", "day", "strong", "meter", "metre", "kilometer", "kilometre"})


class Around(NamedTuple):
    """An expression and what stands on either side of it, from the same line where that matters."""

    words: str
    before: str
    after: str
    previous: str
    next: str
    """The neighbouring words, folded and bare; empty where a sentence's sign or a line's end stands between."""


def around(text: str, start: int, end: int) -> Around:
    """The surroundings of `text[start:end]`."""
    before, after = text[max(0, start - WIDE) : start], text[end : end + WIDE]
    left, right = before.rsplit(None, 1), after.split(None, 1)
    previous = left[-1].strip(BARE).lower() if left and before[-1:] not in (".", "\n") else ""
    following = right[0].strip(BARE).lower() if right and after[:1] in (" ", "-", "'", "’", "\n") else ""
    return Around(text[start:end], before, after, previous, following)


class Checks:
    """The checks that rules name, by name; each tells whether an expression stands."""

    def __init__(self, language: str = "en") -> None:
        cues = load(f"dates.{language}.cues.toml")
        self.sets = {name: frozenset(words) for name, words in cues.items()}
        self.months = frozenset(load(f"dates.{language}.toml")["words"]["suremonth"])
        self.by_name: dict[str, Callable[[Around, dict[str, Any]], bool]] = {
            "year": self.year, "roughly": self.roughly, "years": self.years, "month": self.month, "months": self.month_word, "monthyear": self.month_word,
            "monthday": self.month_day, "daymonth": self.day_month, "weekday": self.weekday, "season": self.season, "decade": self.decade, "century": self.century,
            "holiday": self.holiday, "quarter": self.quarter, "which": self.which, "whichmonth": self.which_month, "anaphor": self.anaphor, "nextunit": self.next_unit,
            "named": self.named, "later": self.later, "ago": self.always, "dayonly": self.day_only, "yearend": self.always, "compact": self.compact, "monthslash": self.compact, "slash": self.slash, "era": self.era, "today": self.today, "theunit": self.the_unit,
        }  # fmt: skip

    def always(self, near: Around, fields: dict[str, Any]) -> bool:
        """Nothing to check."""
        return True

    def _glued(self, near: Around) -> bool:
        """Whether signs or letters glue the number to its neighbours: a price, a path, a model, a score, a share."""
        left, right = near.before[-1:], near.after[:1]
        if left in GLUE or left.isalnum() or right in AFTER_YEAR or (right and right in ".,:" and near.after[1:2].isdigit()):
            return True
        if left in ("-", "–") and near.before[-2:-1].isalnum():
            word = re.split(r"[\s–-]", near.before[:-1])[-1].lower()
            if word not in COMPOUND_BEFORE:
                return True
        if left in (".", ",", ":", "'", "’") and near.before[-2:-1].isdigit():
            return True
        if right in ("-", "–") and near.after[1:2].isalnum():
            word = re.split(r"[\W_]", near.after[1:])[0].lower()
            return word not in COMPOUND and (near.previous not in ("in", "since", "by") or word in self.sets["number_after"] or word in SINGLE)
        return False

    def year(self, near: Around, fields: dict[str, Any]) -> bool:
        """A bare number of four digits that is a year."""
        if self._glued(near) or near.next in self.sets["number_after"]:
            return False
        if "part" in fields or len(near.words) > 4:
            return True
        year, previous = fields["year"], near.previous
        if (previous.isdigit() and len(previous) != 4) or MODEL.search(near.before) or STREET.match(near.after):
            return False
        if not previous and near.before[-1:] == ".":
            previous = "."
        good = previous in self.sets["year_before"] or near.before.endswith(("'s ", "’s ", "("))
        if previous in self.sets["number_before"] and not (previous in ("to", "us") and good and not self._plural(near)):
            return False
        if year < 1400 or year > 2035:
            return previous in self.sets["year_before"] - {
                "and",
                "or",
                "with",
                "the",
                "to",
                "as",
                "between",
            } and not self._plural(near)
        if self._plural(near):
            return previous in ("the", "in", "'s", "since", "during", "early", "late", "its", "his", "her", "their") or near.before.endswith(("'s ", "’s "))
        return good or not near.next or near.next[:1].isalpha() or near.after[:1] in ",.;:)\n"

    def _plural(self, near: Around) -> bool:
        """Whether a word that looks like a plural follows at once: "1990 voters"."""
        word = near.next
        return (
            near.after[:1] == " "
            and len(word) > 3
            and word.endswith("s")
            and not word.endswith(("ss", "us", "is"))
            and word not in ("was", "this", "perhaps", "across", "towards", "besides", "always", "sometimes", "afterwards")
        )

    def roughly(self, near: Around, fields: dict[str, Any]) -> bool:
        """A year after "about": only where no noun follows that could be counted."""
        if self._glued(near) or near.next in self.sets["number_after"] or self._plural(near):
            return False
        return 1000 < fields["year"] < 2100 and (
            not near.next
            or near.next in self.sets["month_before"]
            or near.after[:1] in ",.;:)"
            or near.next in ("and", "or", "when", "the", "he", "she", "it", "they", "with", "but", "as", "at")
        )

    def years(self, near: Around, fields: dict[str, Any]) -> bool:
        """A range of years: glued to nothing else."""
        other = fields["other"].get("year", fields["year"])
        left, right = near.before[-1:], near.after[:1]
        if left in GLUE or left.isalnum() or right in AFTER_YEAR or right.isalnum():
            return False
        if "yy" in fields["other"] and not (other % 100 < fields["other"]["yy"] or fields["other"]["yy"] == 0):
            return False
        if "yy" in fields and not (fields["year"] % 100 < fields["yy"] or fields["yy"] == 0):
            return False
        if re.match(r"[-–]\d+[-–/]\d|[-–]\d+[^\W\d]", near.after) or re.search(r"[-–$£€#/]\d+[-–]$", near.before):
            return False
        words = near.before.split()
        previous = words[-2].strip(BARE).lower() if left and left in "-–/" and len(words) > 1 else near.previous
        if previous in self.sets["number_before"] and previous not in ("to", "about", "over", "some", "only", "exactly", "us", "at"):
            return False
        clock = re.match(r"[-– ]+(?:and |to )?\d{4} (\w+)", near.after)
        if clock and clock[1].lower() in self.sets["number_after"]:
            return False
        joined = left != "" and left in "-–/"
        if joined and ((right and right in "-–/") or not near.before[-2:-1].isdigit()):
            return False
        return near.next not in self.sets["number_after"] and abs(other - fields["year"]) < 500

    def month_word(self, near: Around, fields: dict[str, Any]) -> bool:
        """A month or season that a year follows: a verb only where it is small and no preposition stands before it."""
        if "other" not in fields and (near.after[:1] in AFTER_YEAR or near.before[-1:] in GLUE):
            return False
        if near.next in self.sets["number_after"]:
            return False
        word = near.words.split()[0].lower().strip(".,")
        if word in ("may", "march", "fall", "spring", "second") and near.words[:1].islower():
            return near.previous in self.sets["season_before"] or near.previous in self.sets["month_before"]
        return True

    def month(self, near: Around, fields: dict[str, Any]) -> bool:
        """A month without day or year."""
        word = near.words.split()[-1].rstrip(".")
        low = word.lower()
        if near.before[-1:] in GLUE or near.before[-1:].isalnum() or near.after[:1].isalnum() or near.after[:1] in ("_", "@"):
            return False
        if low in self.months or "part" in fields or "endpoint" in fields:
            return word[:1].isupper() or near.previous in self.sets["month_before"]
        clear = near.previous in self.sets["month_before"]
        if low in ("may", "march", "mar", "sep", "jan", "jun", "dec", "apr", "jul", "aug", "nov", "oct", "feb") and not clear:
            return (
                low in ("march",)
                and word[:1].isupper()
                and near.previous == "the"
                and not self._name_after(near)
                and near.next not in self.sets["month_not_after"] | {"of", "to", "in", "through", "from"}
                and near.after[:1] == " "
            )
        if low in ("may", "march") and word[:1].islower():
            return (
                near.previous in ("in", "last", "next", "early", "late", "mid", "of", "since", "until")
                and near.next not in self.sets["month_not_after"]
            )
        if low == "august" and word[:1].islower():
            return near.previous in ("in", "last", "next", "early", "late", "mid", "since", "until", "this")
        if clear:
            return not (
                near.previous in ("to", "from", "by", "for", "of", "after", "before", "around", "into")
                and near.next in self.sets["month_not_after"]
            )
        return (
            word[:1].isupper()
            and near.next not in self.sets["month_not_after"]
            and not self._name_after(near)
            and not self._name_before(near)
        )

    def _name_after(self, near: Around) -> bool:
        """Whether a capital follows at once: "April Smith"."""
        return near.after[:1] == " " and near.after[1:2].isupper() and near.after[2:3].islower()

    def _name_before(self, near: Around) -> bool:
        """Whether a name stands before: "Theresa May"."""
        words = near.before.split()
        return (
            bool(words)
            and words[-1][:1].isupper()
            and words[-1].isalpha()
            and len(words) > 1
            and near.before[-1:] == " "
            and words[-1].lower() not in self.sets["month_before"] | {"the", "on", "a"}
        )

    def month_day(self, near: Around, fields: dict[str, Any]) -> bool:
        """A month and a day: no count, no share, no time follows."""
        if near.before[-1:] in GLUE or near.before[-1:].isalnum() or near.next in self.sets["count_after"] and near.next != "of":
            return False
        if near.after[:1] in AFTER_YEAR or (
            near.after[:1]
            and near.after[:1] in ".,:"
            and near.after[1:2].isdigit()
            and not re.match(r", ?\d{4}(?!\d)", near.after)
        ):
            return False
        word = near.words.split()[0].lower()
        if word in ("may", "march") and near.words[:1].islower():
            return (
                near.previous in self.sets["month_before"]
                or not near.previous
                or re.search(r"\d(?:st|nd|rd|th)$", near.words) is not None
            )
        return True

    def day_month(self, near: Around, fields: dict[str, Any]) -> bool:
        """A day and a month: "10 May" but not "10 may win"."""
        if (
            near.before[-1:] in GLUE
            or near.before[-1:].isalnum()
            or (near.before[-1:] in (".", ",", ":", "-") and near.before[-2:-1].isdigit())
        ):
            return False
        word = re.split(r"[\s-]", near.words)[-1]
        if word.lower() in ("may", "march") and (word[:1].islower() or " of " not in near.words):
            if word[:1].islower() and " of " not in near.words:
                return near.previous in ("on", "by", "since", "until") and not near.next
            if near.next in ("be", "have", "not", "also", "well", "seem", "supporters", "voters"):
                return False
            return near.words[:1].isdigit() or "weekday" in fields or near.words.lower().startswith("the ")
        if (
            word.lower() in ("may", "march", "mar", "dec", "sun", "sat", "second")
            and "ordinal" in fields
            and " of " not in near.words
        ):
            return False
        return True

    def weekday(self, near: Around, fields: dict[str, Any]) -> bool:
        """A day of the week that is one day, not every such day and no name."""
        if (
            near.words[:1].islower()
            and near.words.split()[0].lower() not in ("early", "late", "later", "earlier", "on")
            and near.words[:1] in "ms"
            and near.words.lower().startswith(("mon ", "sun ", "sat "))
        ):
            return False
        if near.before[-1:].isalnum() or near.before[-1:] in GLUE - {"*", "_"} or near.after[:1].isalnum():
            return False
        return near.previous not in self.sets["weekday_before"] and near.next not in self.sets["weekday_after"]

    def season(self, near: Around, fields: dict[str, Any]) -> bool:
        """A season without a year."""
        word = re.split(r"[\s-]", near.words)[-1].lower()
        the = near.words.lower().startswith("the ")
        if near.before[-1:].isalnum() or near.after[:1].isalnum() or (near.after[:1] == "-" and near.after[1:2].isalpha()):
            return False
        if near.previous in (
            "a",
            "an",
            "every",
            "each",
            "one",
            "per",
            "any",
            "no",
            "his",
            "her",
            "my",
            "our",
            "your",
            "their",
            "its",
        ) and word not in ("winter", "summer", "autumn", "fall"):
            return False
        if near.next in self.sets["season_after"] and near.previous not in ("every", "each"):
            return True
        if near.previous in ("every", "each", "any", "a", "one", "per"):
            return False
        if the and near.previous == "spent":
            return True
        if word == "fall":
            if near.next in self.sets["fall_after"] or (the and near.next):
                return False
            return (
                the
                and near.previous in ("in", "during", "by", "until", "through", "since", "for", "over")
                or near.previous in ("his", "her", "their", "inconclusive", "its")
                or ("part" in fields and near.previous != "to")
            )
        if word == "spring":
            return (
                (the and near.previous in ("in", "during", "by", "until", "through", "since", "for", "over", "till"))
                or near.previous in ("in", "by", "until", "since", "during", "this", "last", "next")
                or "part" in fields
                or "endpoint" in fields
            )
        return the or near.previous in self.sets["season_before"] or "part" in fields or "endpoint" in fields

    def decade(self, near: Around, fields: dict[str, Any]) -> bool:
        """A decade: no price, no temperature, no one's age."""
        if near.before[-1:] in GLUE or near.before[-1:].isalnum() or near.after[:1].isalnum():
            return False
        value = fields.get("decade") or fields.get("round") or fields.get("shortdecade") or fields.get("numeral", 0)
        if "numeral" in fields or "shortdecade" in fields:
            if near.next in ("degrees", "percent", "f", "c", "fahrenheit", "celsius") or not value or value == 10:
                return False
            if near.previous in ("his", "her", "their", "my", "our", "your", "its", "my"):
                return False
            the = near.words.lower().startswith("the ")
            return (
                the
                and near.previous not in ("temperatures", "highs", "lows")
                and not re.search(r"(?:temperature|highs?|lows?|upper|degree)", near.before.lower())
                or "'" in near.words
                or "’" in near.words
                or "-" in near.words
            )
        return 1000 <= value <= 2100 and value % 10 == 0

    def century(self, near: Around, fields: dict[str, Any]) -> bool:
        """A century of the calendar: up to the thirtieth, and nobody's."""
        number = fields.get("nth", fields.get("ordinal", 0))
        if near.previous in ("his", "her", "their", "a", "my", "scored") and number < 5:
            return False
        if near.next in ("fox", "limited"):
            return False
        return 1 <= number <= 30 and (
            number > 3
            or near.words.lower().startswith(("the", "early", "late", "mid"))
            or near.previous in self.sets["year_before"]
        )

    def holiday(self, near: Around, fields: dict[str, Any]) -> bool:
        """A holiday that is a day here, not a carol or an island."""
        name = near.words.split()[-1]
        if near.before[-1:].isalnum() or near.after[:1].isalnum() or not name[:1].isupper():
            return False
        return near.next not in self.sets["holiday_after"] and near.previous not in (
            "every",
            "each",
            "a",
            "any",
            "merry",
            "happy",
            "no",
        )

    def named(self, near: Around, fields: dict[str, Any]) -> bool:
        """A day with a name of its own: no score, no fraction."""
        if near.words[:1].isdigit():
            return not near.before[-1:].isalnum() and near.previous in ("after", "since", "of", "on", "the", "post", "pre", "before", "") and near.next not in ("shots", "of")
        return near.words[:1].isupper() and not near.before[-1:].isalnum()

    def quarter(self, near: Around, fields: dict[str, Any]) -> bool:
        """A quarter of a year, not of a game or a town."""
        text = (near.before + near.after).lower()
        if near.next in ("of", "final", "finals", "note", "goal", "lead", "touchdown", "mile") or near.previous in ("a", "one"):
            return False
        return not re.search(
            r"\b(?:game|touchdowns?|field goal|quarterback|score[ds]?|rebounds?|halftime|points? in the)\b", text
        )

    def which(self, near: Around, fields: dict[str, Any]) -> bool:
        """ "last year", but not "the last year of the war" nor "the past year"."""
        word = fields.get("which", 0)
        if near.previous in ("the", "its", "his", "her", "their", "my", "our") and not near.words.lower().startswith(
            ("the ", "early", "late")
        ):
            return False
        if near.words.lower().startswith("past "):
            return False
        if near.after.startswith(" of ") and word and not re.match(r" of (?:19|20)\d\d", near.after):
            return False
        if near.previous in ("every", "each"):
            return False
        return True

    def which_month(self, near: Around, fields: dict[str, Any]) -> bool:
        """ "last March", "next summer": a month or season where a verb could stand needs a capital or its end."""
        words = near.words.split()
        if near.previous == "the" or words[0].lower() in ("past", "current"):
            return False
        word = words[-1]
        if word.lower() in ("may", "march") and word[:1].islower():
            return near.next not in self.sets["month_not_after"] and not near.next
        if word.lower() in ("fall", "spring") and words[0].lower() == "next" and near.next in ("a", "into"):
            return False
        return True

    def anaphor(self, near: Around, fields: dict[str, Any]) -> bool:
        """ "that year", "the end of the month": not followed by what makes it a length of time or another's."""
        if near.previous in ("every", "each", "per"):
            return False
        low = near.words.lower()
        if low.startswith(("that ", "same ")) and near.after[:1] == "-":
            return False
        return not (low.endswith(("the day", "the week")) and near.after.startswith(" of "))

    def next_unit(self, near: Around, fields: dict[str, Any]) -> bool:
        """ "the following year": not "the next day of", nor "the day before the war"."""
        low = near.words.lower()
        if near.next in ("and", "or") and re.match(r" (?:and|or) (?:a half|two|three)", near.after):
            return False
        if low.endswith((" before", " after", " following", " prior")):
            return (
                near.after[:1] in ".,;:)!?\n"
                or near.next in ("and", "but", "to", "in", "at", "when", "saw", "with", "he", "she", "they", "on", "from", "was")
                and near.next != "the"
            )
        if near.previous in ("for", "over", "within") and "next" in low:
            return False
        if low.startswith(("next ", "previous ")) and near.previous in ("a", "its", "any", "every"):
            return False
        return (
            low.startswith("the ")
            or near.previous in ("on", "in", "by", "until", "a", "every", "early", "late")
            or low.startswith(("early", "late"))
            or near.previous == ""
            or near.previous in ("and", "but", "then")
        )

    def later(self, near: Around, fields: dict[str, Any]) -> bool:
        """ "two days later": "two days after" only at the end of its clause, and "ten years on" likewise."""
        low = near.words.lower()
        if near.before[-1:] in GLUE | {"."} and near.before[-1:] != ".":
            return False
        if near.previous in ("point", "and", "several") and near.before.rstrip().endswith(("a half", "and")):
            return False
        if low.endswith((" after", " before", " on", " prior")):
            return near.after[:1] in ".,;:)!?\n" or not near.after
        return near.next not in ("than",)

    def day_only(self, near: Around, fields: dict[str, Any]) -> bool:
        """ "on the 5th": nothing follows that could be counted."""
        return fields["nth"] <= 31 and (
            near.after[:1] in ".,;:)!?\n"
            or not near.after
            or near.next in ("and", "the", "he", "she", "they", "it", "of", "a", "when", "with", "but", "to")
        )

    def compact(self, near: Around, fields: dict[str, Any]) -> bool:
        """Digits that no sign or letter glues to anything, and no word calls a number."""
        if (
            near.before[-1:] in GLUE - {"_", "/"}
            or near.before[-1:].isalnum()
            or near.after[:1].isalnum()
            or near.after[:1] in AFTER_YEAR - {"_"}
        ):
            return False
        return near.previous not in self.sets["number_before"] - {"to", "over", "than", "at", "log"}


    def era(self, near: Around, fields: dict[str, Any]) -> bool:
        """A year of our era that has been, or any before it."""
        return fields["any"] <= 2100 and not near.before[-1:].isalnum() and near.before[-1:] not in GLUE

    def today(self, near: Around, fields: dict[str, Any]) -> bool:
        """ "today" that is no broadcast and no newspaper."""
        return near.next not in ("programme", "program", "show") and near.previous not in ("usa", "of") and not near.before[-1:].isalnum()

    def the_unit(self, near: Around, fields: dict[str, Any]) -> bool:
        """ "in the quarter": nothing follows that makes it another's."""
        return near.after[:1] in ".,;)\n" or near.after == "" or near.next in ("and", "but", "as", "from", "compared", "despite", "because", "while", "it", "he", "she", "they", "was", "were", "rose", "fell")

    def slash(self, near: Around, fields: dict[str, Any]) -> bool:
        """ "3/25" that is a day: no service round the clock, no share of a hundred."""
        return near.words.split()[-1] not in ("24/7", "7/24", "9/11") and near.next not in ("of", "duty", "vote", "split", "inch", "cup")


@cache
def checks(language: str = "en") -> Checks:
    """The checks of a language; made once a process."""
    return Checks(language)
