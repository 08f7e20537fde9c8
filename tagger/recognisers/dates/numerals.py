"""Whether a number is a year, a decade or a century, or a price, a count, a page, a score, a model or a time."""

from __future__ import annotations

import re

from tagger.recognisers.dates.around import AFTER_NUMBER, BARE, GLUE, Around, Fields, Sets

MODEL = re.compile(r"\b[Aa]n? [A-Z][a-z]+ $|\d{3} [3-9]\d{3} $")
PHONE = re.compile(r"\+\d{1,3} [\d ]+$")
EARLIEST_PAIR = 1700
HURT = frozenset({"killed", "wounded", "injured"})
STREET = re.compile(r" (?:[A-Z]\w+ ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Lane|Court|Way|Place|Square)\b")
OPENS, CLOSES = " \n(", " \n).,;:?!"
"""What may stand at a code, which is met in garbage too."""
LINE_BEFORE, LINE_AFTER = re.compile(r"(?:^|\n)\d{3,4}[ :–-][^\n]*\n$"), re.compile(r"[^\n]*\n\d{3,4}[ :–-]")
"""The line before or after, where it begins with a year too, as in a list of what came to pass."""
DASHES = (" - ", " – ", " — ")
SAMPLE = ("n = ", "N = ")
OR_MORE = re.compile(r" or (?:more|so|fewer|less)\b")
CLOCK = re.compile(r"[-– ]+(?:and |to )?\d{4} (\w+)")
EARLIEST_LISTED = 1400
LISTED = re.compile(r"(?:, ?\d{4})?,? (?:and|or) \d{4} ?(\w*)")
COMPARED = ("later than ", "sooner than ", "earlier than ", "since at least ", "rather than ", "worse than ", "better than ")
NUMBER_RIGHT = re.compile(r"[-–]\d+[-–/]\d|[-–]\d+[^\W\d]")
NUMBER_LEFT = re.compile(r"[-–$£€#/]\d+[-–]$")
DEGREES = re.compile(
    r"(?:temperature|\bhighs?\b|\blows?\b|\bupper\b|degree|rating|percent|approval|\baged?\b|remain(?:s|ed)? in $)"
)


def _is_model(before: str) -> bool:
    """Whether the text before a number makes it that of a model or a telephone: "a Boeing 1900"."""
    space = before.rfind(" ", 0, -1)
    may = before[-2:-1].isdigit() or (before[space + 1 : space + 2].isupper() and before[space - 1 : space] in ("a", "n", "A"))
    return may and MODEL.search(before) is not None


class Numerals:
    """The checks of numbers; `sets` are the words of `dates.*.cues.toml`."""

    def __init__(self, sets: Sets) -> None:
        self.sets = sets
        self.of_day = tuple(f" {word} of " for word in sorted(sets["of_day"]))
        self.of_every = re.compile(rf"\s+of\s+(?:{'|'.join(sorted(sets['of_every']))})\b")
        self.listed = re.compile(
            rf"\b(?:{'|'.join(sorted(sets['listed_after']))}) (?:\d{{4}},? (?:(?:and|or) )?){{0,2}}$", re.IGNORECASE
        )
        self.strict_before = sets["year_before"] - {"and", "or", "with", "the", "to", "as", "between"}

    def _glued(self, near: Around) -> bool:
        """Whether signs or letters glue the number to its neighbours."""
        left, right = near.before[-1:], near.after[:1]
        if near.glued_left or right in AFTER_NUMBER or (right and right in ".,:" and near.after[1:2].isdigit()):
            return True
        if left in ("-", "–") and near.before[-2:-1].isalnum():
            word = re.split(r"[\s–-]", near.before[:-1])[-1].lower()
            if word not in self.sets["compound_before"]:
                return True
        if left in (".", ",", ":", "'", "’") and near.before[-2:-1].isdigit():
            return True
        if right in ("-", "–") and near.after[1:2].isalnum():
            word = re.split(r"[\W_]", near.after[1:])[0].lower()
            counted = word in self.sets["number_after"] or word in self.sets["measures"]
            return word not in self.sets["compound_after"] and (counted or near.previous not in ("in", "since", "by"))
        return False

    def year(self, near: Around, fields: Fields) -> bool:
        """A bare number of four digits that is a year."""
        if self._glued(near) or near.before.endswith(SAMPLE) or ("part" not in fields and OR_MORE.match(near.after)):
            return False
        if near.before.endswith("In ") and 1700 <= fields["year"] <= 2035:
            return near.next not in self.sets["measures"] and not near.next.endswith("000")
        year, previous = fields["year"], near.previous
        recent = 1900 <= year <= 2035
        if recent and near.before.endswith(COMPARED):
            return True
        if recent and near.after.startswith(("'s ", "’s ")) and previous not in ("at", "for"):
            return True
        if recent and near.capital_next and previous not in self.sets["number_before"] - self.sets["number_before_loosely"]:
            return not previous.isdigit() and not STREET.match(near.after) and not _is_model(near.before)
        if "part" in fields or len(near.words) > 4:
            return near.next not in self.sets["measures"]
        if near.next in self.sets["number_after"] and not (previous in ("in", "since") and near.next in HURT):
            return False
        if (
            (previous.isdigit() and (len(previous) != 4 or previous[0] == "0"))
            or PHONE.search(near.before)
            or _is_model(near.before)
            or STREET.match(near.after)
        ):
            return False
        owned = near.before.endswith(("'s ", "’s "))
        good = previous in self.sets["year_before"] or owned or near.before.endswith("(")
        if previous in self.sets["number_before"] and not (previous in ("to", "us") and good and not near.plural_next(self.sets)):
            return False
        if year < 1400 or year > 2035:
            if (
                year < 1400
                and near.before[-1:] in ("", "\n")
                and (LINE_BEFORE.search(near.before) or LINE_AFTER.match(near.after))
            ):
                return near.capital_next or near.after.startswith((": ", *DASHES))
            return previous in self.strict_before and not near.plural_next(self.sets)
        if near.plural_next(self.sets):
            opens = recent and not previous and near.before[-1:] in ("\n", '"', "“", "")
            return previous in self.sets["year_of_many"] or owned or opens or (recent and near.next in self.sets["year_nouns"])
        return good or not near.next or near.next[:1].isalpha() or near.closes

    def roughly(self, near: Around, fields: Fields) -> bool:
        """A year after "about": only where no noun follows that could be counted."""
        if (
            self._glued(near)
            or near.next in self.sets["number_after"]
            or near.plural_next(self.sets)
            or not 1000 < fields["year"] < 2100
        ):
            return False
        return not near.next or near.closes or near.next in self.sets["month_before"] or near.next in self.sets["clause_words"]

    def years(self, near: Around, fields: Fields) -> bool:
        """A range of years: no range of pages, no telephone number, no hours of the day."""
        other = fields["other"].get("year", fields["year"])
        left, right = near.before[-1:], near.after[:1]
        if near.glued_left and not (left == "/" and near.before[-2:-1].isdigit()):
            return False
        if right.isalnum() or (right in AFTER_NUMBER and right != "/"):
            return False
        short = fields.get("yy", fields["other"].get("yy"))
        if short is not None and 0 < short <= (fields["year"] if "yy" in fields else other) % 100:
            return False
        if NUMBER_RIGHT.match(near.after) or NUMBER_LEFT.search(near.before):
            return False
        clock = CLOCK.match(near.after)
        if (clock and clock[1].lower() in self.sets["number_after"]) or near.next in self.sets["number_after"]:
            return False
        if "/" in (left, right) and fields["year"] < EARLIEST_PAIR and short != (fields["year"] + 1) % 100:
            return False
        joined = left in ("-", "–", "/")
        if joined and (right in ("-", "–", "/") or not near.before[-2:-1].isdigit()):
            return False
        return not self._numbered(near, joined) and abs(other - fields["year"]) < 500

    def years_listed(self, near: Around, fields: Fields) -> bool:
        """Two or three years of one age: no counts, no hours of the day."""
        some = [value for value in (fields["year"], fields["other"].get("year")) if value]
        if near.glued_left or near.inside_word or near.after[:1] in AFTER_NUMBER or max(some) - min(some) > 60:
            return False
        listed = LISTED.match(near.after)
        follows = listed[1].lower() if listed else near.next
        return (
            min(some) >= (EARLIEST_LISTED if self.listed.search(near.before) else 1900)
            and max(some) <= 2035
            and follows not in self.sets["number_after"]
            and (near.previous not in self.sets["number_before"] or near.low.startswith("the "))
        )

    def _numbered(self, near: Around, joined: bool) -> bool:
        """Whether a word before the range calls it a number: "pp. 1960-1975"."""
        words = near.before.split()
        if joined and words and words[-1][:1] in "([":
            return False
        previous = words[-2].strip(".").lower() if joined and len(words) > 1 else near.previous
        return previous in self.sets["number_before"] - self.sets["number_before_loosely"]

    def decade(self, near: Around, fields: Fields) -> bool:
        """A decade: no price, no temperature, no one's age."""
        if near.glued_left or near.after[:1].isalnum():
            return False
        value = int(fields.get("decade") or fields.get("round") or fields.get("shortdecade") or fields.get("numeral") or 0)
        if "numeral" not in fields and "shortdecade" not in fields:
            return 1000 <= value <= 2100 and value % 10 == 0
        if near.next in self.sets["scales"] or value in (0, 10) or near.previous in self.sets["owners"]:
            return False
        if DEGREES.search(near.before.lower()) or ("numeral" in fields and near.capital_next):
            return False
        return "other" in fields or near.low.startswith("the ") or not {"'", "’", "-"}.isdisjoint(near.words)

    def century(self, near: Around, fields: Fields) -> bool:
        """A century of the calendar: up to the thirtieth, nobody's, no film studio."""
        number = int(fields.get("nth") or fields.get("ordinal") or 0)
        if (
            near.next.startswith("fox")
            or near.next == "limited"
            or (number < 5 and near.previous in self.sets["owners"] | {"a", "scored"})
        ):
            return False
        if not 1 <= number <= 30:
            return False
        return number > 3 or near.low.startswith(("the", "early", "late", "mid")) or near.previous in self.sets["year_before"]

    def century_short(self, near: Around, fields: Fields) -> bool:
        """ "the 19th c.", with its full stop."""
        return int(fields["nth"]) <= 21 and near.words.endswith("c.")

    def millennium(self, near: Around, fields: Fields) -> bool:
        """A millennium of the calendar, after which nothing is named."""
        number = int(fields.get("nth") or fields.get("ordinal") or 0)
        named = near.low.startswith("the") or "era" in fields
        return named and 1 <= number <= 10 and not near.capital_next

    def two_years(self, near: Around, fields: Fields) -> bool:
        """ "3 February 1688/9": two years in a row, and nothing that is counted."""
        size = 10 if near.words[-2] == "/" else 100
        return (fields["year"] + 1 - fields["yy"]) % size == 0 and near.next not in self.sets["number_after"]

    def code_year(self, near: Around, fields: Fields) -> bool:
        """ "4Q21", "Q4 FY21", but no "H145"; nothing is glued to it."""
        if near.previous in self.sets["number_before"] or not (
            "fy" in near.low or (near.words[0].isdigit() and " " not in near.words)
        ):
            return False
        return not near.before[-1:].strip(OPENS) and not near.after[:1].strip(CLOSES)

    def era(self, near: Around, fields: Fields) -> bool:
        """A year of our era that has been, or any before it."""
        return int(fields["any"]) <= 2100 and not near.glued_left

    def day_only(self, near: Around, fields: Fields) -> bool:
        """ "on the 5th": nothing follows that could be counted."""
        if "other" in fields and fields["lent"] == "after":
            rest = near.after.split(None, 3)
            goes_on = len(rest) > 3 and rest[2][-1:].isalpha() and rest[3].strip(BARE).lower() not in self.sets["clause_words"]
            return int(fields["nth"]) < int(fields["other"].get("nth", 0)) <= 31 and not goes_on
        if near.previous == "of":
            if not near.before.lower().endswith(self.of_day):
                return False
            if near.next in self.sets["received"]:
                return True
        if not near.low.startswith("the"):
            return int(fields["nth"]) <= 31 and (near.closes or near.after.startswith(DASHES))
        if near.previous in self.sets["beside_day"] and not near.closes:
            return False
        if near.next == "of" and self.of_every.match(near.after):
            return False
        goes_on = near.next in self.sets["clause_words"] | self.sets["after_day"]
        return int(fields["nth"]) <= 31 and (near.closes or goes_on)

    def compact(self, near: Around, fields: Fields) -> bool:
        """Digits that no sign or letter glues to anything, and no word calls a number."""
        if near.before[-1:] in GLUE - {"_", "/"} or near.inside_word or near.after[:1] in AFTER_NUMBER - {"_"}:
            return False
        if "monthyear" in fields and "-" in near.words:
            return near.previous in self.sets["month_year_before"]
        return near.previous not in self.sets["number_before"] - self.sets["number_before_loosely"]

    def slash(self, near: Around, fields: Fields) -> bool:
        """ "3/25" that is a day: no service round the clock, no share of a hundred."""
        words = near.words.split()
        if "weekday" in fields and not words[0].istitle() and not words[0].lower().rstrip(",").endswith("day"):
            return False
        return words[-1] not in ("24/7", "7/24", "9/11") and near.next not in self.sets["fraction_after"]

    def line_head(self, near: Around, fields: Fields) -> bool:
        """ "3/25" that is a line, or its head: "3/25: bought paint"."""
        opens = not near.before.strip(" *#-•") or near.before.rstrip(" *#-•").endswith("\n")
        return opens and near.words != "24/7" and (not near.after.strip() or near.after.startswith(("\n", ": ", *DASHES)))

    def iso_spaced(self, near: Around, fields: Fields) -> bool:
        """ "2021 03 05": a whole day with its zeros, after which nothing is counted."""
        year, month, day = near.words.split()
        if not (len(year) == 4 and len(month) == len(day) == 2) or near.glued_left or near.inside_word:
            return False
        return near.previous in self.sets["month_year_before"] | {"on"} and (
            near.closes or near.next in self.sets["clause_words"]
        )

    def named(self, near: Around, fields: Fields) -> bool:
        """A day with a name of its own: no score, no fraction."""
        if near.words[:1].isdigit():
            return (
                not near.inside_word
                and near.previous not in self.sets["counted_before"]
                and not near.previous.isdigit()
                and near.next not in self.sets["fraction_after"]
            )
        return near.words[:1].isupper() and not near.inside_word
