"""Whether the neighbours of an expression allow it: a verb is no month, a carol no Christmas, a quarter of a game none of a year."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from tagger.datafiles import load
from tagger.recognisers.dates.around import GLUE, Around, Fields
from tagger.recognisers.dates.numerals import Numerals
from tagger.recognisers.dates.triggers import Triggers
from tagger.recognisers.dates.weekdays import Weekdays

SHORT = frozenset({"may", "march", "mar", "sep", "jan", "jun", "dec", "apr", "jul", "aug", "nov", "oct", "feb"})
SEASONS = re.compile(r"\b(?:spring|summer|autumn|fall|winter) (?:and|or|to) (?:the )?$", re.IGNORECASE)
JOINS = ("and", "or", "to", "the")
YEAR_FOLLOWS = re.compile(r" of (?:19|20)\d\d")
COMMA_YEAR = re.compile(r", ?\d{4}(?!\d)")
ORDINAL_END = re.compile(r"\d(?:st|nd|rd|th)$")
AS = ("early as ", "late as ", "soon as ")
CHANNEL = re.compile(r"\b[A-Z]{3,5}(?:['’]s)? [\"“'‘]?$")
BESIDE = re.compile(
    r"(?:\b(?:January|February|April|June|July|August|September|October|November|December)|\bnow) (?:and|or) $|\bcompared (?:with|to) $|\b(?:began|ended) $"
)
FEW_GAMES = 4
"""Fewer words of a game may stand in any text."""
TITLE = re.compile(r"[,.]?[\"”'’](?!s\b)")
QUOTED = re.compile(r"\w[.,]?['’](?!\w)")
PRICE = re.compile(r"[$£€] $")
CLOCK = re.compile(r" \d{1,2}(?::\d\d| ?[ap]\.?m)")
HALF = re.compile(r" (?:and|or) (?:a half|two|three)")


def words(some: frozenset[str], more: str = "") -> re.Pattern[str]:
    """An expression that finds any of these words, and more where it is given."""
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(some))) + rf")(?!\w){more}")


def titled(near: Around) -> bool:
    """Whether an expression of capitals alone is the name of a programme: in quotes, after a broadcaster, or as one who was told something."""
    if near.words.istitle() and (CHANNEL.search(near.before) or near.before.endswith(" told ")):
        return True
    return near.before[-1:] in ('"', "“", "'", "‘") and near.words.istitle() and TITLE.match(near.after) is not None


class Checks:
    """The checks that rules name, by name; each tells whether an expression stands."""

    def __init__(self, language: str = "en") -> None:
        self.sets = {name: frozenset(words) for name, words in load(f"dates.{language}.cues.toml").items()}
        self.months = frozenset(load(f"dates.{language}.toml")["words"]["suremonth"])
        self.games = Triggers(self.sets["game"], digits=False)
        self.game, self.money = words(self.sets["game"]), words(self.sets["money"], "|%")
        number, weekday = Numerals(self.sets), Weekdays(self.sets)
        self.by_name: dict[str, Callable[[Around, Fields], bool]] = {
            "year": number.year, "roughly": number.roughly, "years": number.years, "yearslisted": number.years_listed, "decade": number.decade, "century": number.century, "era": number.era,
            "dayonly": number.day_only, "compact": number.compact, "slash": number.slash, "named": number.named,
            "month": self.month, "monthyear": self.month_year, "monthday": self.month_day, "daymonth": self.day_month, "weekday": weekday.weekday,
            "season": self.season, "holiday": self.holiday, "quarter": self.quarter, "half": self.half, "which": self.which, "whichmonth": self.which_month,
            "anaphor": self.anaphor, "nextunit": self.next_unit, "later": self.later, "today": self.today, "theunit": self.the_unit, "thatmonth": self.that_month,
            "weekdayday": weekday.weekday_day, "shortyear": self.short_year, "shortyearalone": self.short_year_alone, "weeknumber": self.week_number, "ago": lambda near, fields: not near.before.lower().endswith("half "), "latest": self.latest, "partofday": lambda near, fields: near.next not in self.sets["count_after"], "weekdaycapital": weekday.weekday_capital, "weekdayshort": weekday.in_short, "weekfrom": weekday.week_from, "weektoday": weekday.week_today, "intime": self.in_time, "offset": self.offset, "dayend": self.day_end, "compoundend": self.compound_end,
            "sum": lambda near, fields: near.previous not in self.sets["sum_not_after"], "monthspan": self.month_span, "thatholiday": self.that_holiday, "linehead": number.line_head, "isospaced": number.iso_spaced,
            "twoyears": number.two_years, "centuryshort": number.century_short, "millennium": number.millennium, "codeyear": number.code_year,
        }  # fmt: skip

    def month_year(self, near: Around, fields: Fields) -> bool:
        """A month or season with a year: a verb where it is small and no preposition stands before it."""
        if "other" not in fields and (near.after[:1] in ("%", "°", "$", "/", "@") or near.before[-1:] in GLUE):
            return False
        if near.next in self.sets["number_after"]:
            return False
        word = near.low.split()[0].strip(".,")
        if word in self.sets["doubtful"] and near.words[:1].islower():
            return near.previous in self.sets["season_before"] or near.previous in self.sets["month_before"]
        return True

    def month_span(self, near: Around, fields: Fields) -> bool:
        """ "open May to September": both with their capital, and no one's name."""
        return near.words[:1].isupper() and not near.inside_word and not near.capital_next and not self._name_before(near)

    def month(self, near: Around, fields: Fields) -> bool:
        """A month without day or year."""
        word = near.last
        low, capital = word.lower(), word[:1].isupper()
        if near.before[-1:] in GLUE or near.inside_word or near.after[:1] in ("_", "@") or near.previous in ("every", "each"):
            return False
        if near.previous in self.sets["greeted"]:
            return False
        if near.after.startswith("-\n"):
            return False
        if word.isupper() and len(word) < 5 and not near.before[-12:].isupper() and not near.after[:12].isupper():
            return False
        clear = near.previous in self.sets["month_before"] or near.before.endswith(AS)
        if low in self.months or "part" in fields or "endpoint" in fields:
            return capital or clear
        if near.after[:1] == "-" and near.after[1:2].isupper():
            return False
        if low in SHORT and not clear:
            if capital and BESIDE.search(near.before):
                return not near.capital_next and near.next not in self.sets["month_not_after"]
            attribute = (
                (near.previous in ("the", "a") or near.before.endswith(("'s ", "’s ")))
                and near.after[:1] == " "
                and near.next not in self.sets["march_not_after"]
            )
            return (
                low == "march"
                and capital
                and attribute
                and not near.capital_next
                and near.next not in self.sets["month_not_after"]
            )
        if not capital and low in self.sets["months_small"]:
            return near.previous in self.sets["small_month_before"] and near.next not in self.sets["month_not_after"]
        if clear:
            return near.previous not in self.sets["name_before"] or near.next not in self.sets["month_not_after"]
        return capital and near.next not in self.sets["month_not_after"] and not near.capital_next and not self._name_before(near)

    def _name_before(self, near: Around) -> bool:
        """Whether a name stands before: "Theresa May"."""
        words = near.before.split()
        if len(words) < 2 or near.before[-1:] != " ":
            return False
        word = words[-1]
        return word[:1].isupper() and word.isalpha() and word.lower() not in self.sets["month_before"] | {"the", "on", "a"}

    def month_day(self, near: Around, fields: Fields) -> bool:
        """A month and a day: no count, no share, no time follows, nor what a word of the second of two days counts: "June 9, the first time"."""
        if near.glued_left or (near.next in self.sets["count_after"] and near.next != "of") or near.previous in ("every", "each"):
            return False
        right = near.after[:1]
        if right in ("%", "°", "$", "@") or (
            right in (".", ",", ":") and near.after[1:2].isdigit() and not COMMA_YEAR.match(near.after)
        ):
            return False
        if "ordinal" in fields and " the " in near.low and near.next and near.next not in self.sets["clause_words"]:
            return False
        if "other" in fields and near.words.isalpha() and not near.closes and near.next not in self.sets["clause_words"]:
            return False
        if near.low.split()[0] in ("may", "march") and near.words[:1].islower():
            return near.previous in self.sets["month_before"] or not near.previous or ORDINAL_END.search(near.words) is not None
        return True

    def day_month(self, near: Around, fields: Fields) -> bool:
        """A day and a month: "10 May" but not "10 may win"."""
        if "other" in fields:
            return near.next not in self.sets["count_after"]
        if (
            near.glued_left
            or (near.before[-1:] in (".", ",", ":", "-") and near.before[-2:-1].isdigit())
            or PRICE.search(near.before)
        ):
            return False
        word = near.last
        if " of " in near.words:
            return True
        if word.lower() in ("may", "march"):
            if word[:1].islower():
                return near.previous in ("on", "by", "since", "until") and not near.next
            if near.next in self.sets["may_before"] or near.plural_next(self.sets):
                return False
            return near.words[:1].isdigit() or "weekday" in fields or near.low.startswith("the ")
        return not (word.lower() in ("mar", "dec") and "ordinal" in fields)

    def season(self, near: Around, fields: Fields) -> bool:
        """A season without a year."""
        word, the = near.last.lower(), near.low.startswith("the ")
        if near.inside_word or (near.after[:1] == "-" and near.after[1:2].isalpha()) or near.previous in ("every", "each", "any"):
            return False
        if (near.last[:1].isupper() and near.capital_next) or near.after.startswith(" of "):
            return False
        if near.next in self.sets["season_after"]:
            return True
        if near.previous in ("a", "an", "one", "per"):
            return False
        if (the and near.previous == "spent") or (near.previous in JOINS and SEASONS.search(near.before)):
            return True
        during, moved = the and near.previous in self.sets["season_the"], "part" in fields or "endpoint" in fields
        if word == "fall":
            if near.next in self.sets["fall_after"] or (the and near.next and near.next not in self.sets["clause_words"]):
                return False
            return (
                during
                or near.previous in self.sets["owners"]
                or self._adjective(near)
                or ("part" in fields and near.previous != "to")
            )
        if word == "spring":
            return during or near.previous in self.sets["season_bare"] or moved
        return the or moved or near.previous in self.sets["season_before"]

    def _adjective(self, near: Around) -> bool:
        """ "his inconclusive fall campaign": an adjective before, a small word after."""
        return near.previous.endswith(("ive", "ful", "less", "ous")) and near.after[:1] == " " and near.after[1:2].islower()

    def holiday(self, near: Around, fields: Fields) -> bool:
        """A holiday that is a day here, not a carol or an island."""
        words = near.words.split()
        named = (
            words[-1][:1].isupper()
            or not fields.keys().isdisjoint(("which", "before", "after", "lunar"))
            or (len(words) > 1 and words[-1].lower() in self.sets["holiday_ends"])
        )
        if near.inside_word or not named:
            return False
        if near.low in self.sets["day_names_after"] and near.previous not in self.sets["new_year_before"]:
            return False
        return near.next not in self.sets["holiday_after"] and near.previous not in self.sets["holiday_before"]

    def that_holiday(self, near: Around, fields: Fields) -> bool:
        """ "That Christmas", where "that" begins its sentence or stands after a preposition, and no year follows."""
        begins = near.words[:1].isupper() or near.previous in self.sets["prepositions"]
        return begins and not near.next[:1].isdigit() and self.holiday(near, fields)

    def quarter(self, near: Around, fields: Fields) -> bool:
        """A quarter of a year, not of a game or a town."""
        if near.next in self.sets["quarter_after"]:
            return False
        if near.previous in ("a", "one") and near.next not in self.sets["money"]:
            return False
        return not self.game.search((near.before + near.after).lower())

    def is_game(self, text: str) -> bool:
        """Whether a text tells of a game rather than of business, so that its quarters are none of a year."""
        if len(self.games.places(text)) < FEW_GAMES:
            return False
        found = text.lower().replace(",", " ").replace(".", " ").split()
        games = sum(map(self.sets["game"].__contains__, found))
        return games >= FEW_GAMES and games > 2 * sum(map(self.sets["money"].__contains__, found))

    def half(self, near: Around, fields: Fields) -> bool:
        """A half of a year without a year: only where money is near, since games have halves too."""
        text = (near.before + near.after).lower()
        return near.next != "of" and self.money.search(text) is not None and not self.game.search(text)

    def today(self, near: Around, fields: Fields) -> bool:
        """ "today" that is no broadcast and no newspaper."""
        return (
            near.next not in ("programme", "program", "show")
            and not titled(near)
            and (near.previous != "of" or "deictic" not in fields or near.before.lower().endswith("as of "))
            and not near.previous.endswith("usa")
            and not (near.words == "Today" and near.capital_before(self.sets["named_today"]))
            and not near.before[-1:].isalnum()
            and near.before[-1:] != "-"
            and not (near.low.startswith("last ") and (near.previous in self.sets["owners"] or near.previous == "the"))
        )

    def which(self, near: Around, fields: Fields) -> bool:
        """ "last year", but not "the last year of the war" nor "the past year"."""
        owned = (near.previous == "the" and fields["bigunit"] != "quarter") or near.previous in self.sets["owners"]
        if (
            near.low.startswith("past ")
            or titled(near)
            or near.previous in ("every", "each")
            or (near.low.startswith(("the coming", "the upcoming")) and fields["bigunit"] in ("year", "decade", "century"))
            or (owned and not near.low.startswith(("the ", "early", "late")))
        ):
            return False
        return not (near.after.startswith(" of ") and fields.get("which") and not YEAR_FOLLOWS.match(near.after))

    def latest(self, near: Around, fields: Fields) -> bool:
        """ "in the latest week", of which figures are told: not one of many, and no year."""
        return fields["bigunit"] in ("week", "month") and near.previous in ("in", "for", "during") and near.next != "of"

    def which_month(self, near: Around, fields: Fields) -> bool:
        """ "last March", "next summer": where a verb could stand, only with a capital or at the end of its clause."""
        words = near.words.split()
        first, word = words[0].lower(), words[-1]
        if near.previous == "the" or first in ("past", "current"):
            return False
        if word in ("may", "march"):
            return not near.next
        return not (word.lower() in ("fall", "spring") and first == "next" and near.next in ("a", "into"))

    def that_month(self, near: Around, fields: Fields) -> bool:
        """ "that March", "the following spring": a month with its capital, a season that is no verb or noun here."""
        word = near.last
        if "month" in fields:
            return word[:1].isupper() and not near.capital_next
        return (
            word.lower() not in ("fall", "spring")
            or near.closes
            or near.next in self.sets["clause_words"] | {"he", "she", "they", "of"}
        )

    def anaphor(self, near: Around, fields: Fields) -> bool:
        """ "that year", "the end of the month": not what recurs, no compound."""
        if near.previous in ("every", "each", "per") or (near.low.startswith(("that ", "same ")) and near.after[:1] == "-"):
            return False
        return not (near.low.endswith(("the day", "the week")) and near.after.startswith(" of "))

    def next_unit(self, near: Around, fields: Fields) -> bool:
        """ "the following year": not "for the next year" nor "the day before the war"."""
        low = near.low
        if HALF.match(near.after) or (
            "next" in low
            and fields.get("unit") != "quarter"
            and (near.previous in ("for", "over") or near.before.endswith(("within ", " in ")))
        ):
            return False
        if low.endswith((" before", " after", " following", " prior")):
            return near.closes or near.next in self.sets["clause_words"] - {"the", "a", "he", "she", "it", "they", "we"}
        if low.startswith(("next ", "previous ")) and near.previous in ("a", "its", "any", "every"):
            return False
        if (
            low.startswith(("the ", "early", "earlier", "late"))
            or near.previous in self.sets["next_before"]
            or near.previous == ""
        ):
            return True
        return fields.get("unit") == "quarter" and near.previous in self.sets["of_quarter"]

    def later(self, near: Around, fields: Fields) -> bool:
        """ "two days later"; "two days after" only at the end of its clause, and "ten years on" likewise."""
        if near.before[-1:] in GLUE or near.before.rstrip().endswith(("a half", " point")):
            return False
        if near.low.endswith((" after", " before", " on", " prior")):
            return near.closes
        return near.next != "than"

    def short_year(self, near: Around, fields: Fields) -> bool:
        """ "April of 87": a year of the last century, and nothing that is counted."""
        if PRICE.search(near.before):
            return False
        if near.words.count("-") == 2:
            return not near.inside_word
        if "'" in near.words or "’" in near.words:
            return near.next not in self.sets["number_after"] and not near.plural_next(self.sets)
        return near.closes or (fields["yy"] > 31 and near.next in self.sets["clause_words"])

    def short_year_alone(self, near: Around, fields: Fields) -> bool:
        """ "in '98": nothing that is counted, no quotation that begins with a number."""
        counted = near.next in self.sets["number_after"] or (
            near.previous != "the" and (near.plural_next(self.sets) or near.capital_next)
        )
        return near.words[1:].isdigit() and not counted and QUOTED.search(near.after) is None

    def week_number(self, near: Around, fields: Fields) -> bool:
        """ "week 12" of a calendar: no week of a season, a strike or a course."""
        if near.inside_word or near.glued_left:
            return False
        if "year" in fields or "which" in fields:
            return True
        alone = near.closes or "calendar" in near.low or CLOCK.match(near.after) is not None
        return alone and near.words[:1].islower() and near.previous in self.sets["week_before"]

    def in_time(self, near: Around, fields: Fields) -> bool:
        """ "is due in two weeks": after a word that says that something comes to pass, or ends, on that day."""
        words = near.before.lower().split()
        if near.before.endswith("In ") and near.next.partition("'")[0].partition("’")[0] in self.sets["speakers"]:
            return True
        return (
            len(words) > 1
            and words[-2] in self.sets["comes_to_pass"] | self.sets["appointments"]
            and (near.closes or near.next in self.sets["clause_words"])
        )

    def day_end(self, near: Around, fields: Fields) -> bool:
        """ "by close of business", where no day follows whose end it is."""
        if near.last in self.sets["only_capitals"]:
            return False
        return near.next == "" or (near.next in self.sets["clause_words"] and near.next != "on")

    def compound_end(self, near: Around, fields: Fields) -> bool:
        """ "end-2019", "by end March": a month with its capital, a year that counts nothing; no "dead-end"."""
        if near.glued_left or near.before[-1:] == "-" or near.after[:1].isalnum():
            return False
        if "month" in fields:
            return near.words[3 if near.low.startswith("end") else 5 :].strip(" -–")[:1].isupper()
        return near.next not in self.sets["number_after"] and not near.plural_next(self.sets)

    def offset(self, near: Around, fields: Fields) -> bool:
        """ "two days after Sunday", not "two days after Sunday's vote"."""
        if near.after.startswith(("'s", "’s")):
            return False
        return not (" from " in near.low and "month" in fields) or near.previous in self.sets["comes_to_pass"]

    def the_unit(self, near: Around, fields: Fields) -> bool:
        """ "in the quarter": nothing follows that makes it another's."""
        if near.low.endswith("quarter"):
            return near.next not in self.sets["quarter_after"] | {"when", "that", "where", "century", "ended"}
        return (near.closes and near.after[:1] != ":") or near.next in self.sets["clause_words"] - {
            "a",
            "the",
            "to",
            "in",
            "at",
            "on",
        }


@cache
def checks(language: str = "en") -> Checks:
    """The checks of a language; made once a process."""
    return Checks(language)
