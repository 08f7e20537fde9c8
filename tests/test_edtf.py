"""EDTF: what is accepted, what it means, how it orders; the package `edtf` as the oracle."""

from __future__ import annotations

import datetime
import pickle
import warnings
from time import struct_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagger.edtf import (
    Day,
    Edtf,
    add_days,
    add_months,
    day_text,
    days_in_month,
    days_text,
    extent,
    from_ordinal,
    is_day,
    ordinal,
    weekday,
    year_text,
)
from tagger.errors import EdtfError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from edtf import parse_edtf

MEANINGS = [
    ("2022-03-14", (2022, 3, 14), (2022, 3, 14), "day"),
    ("2022-02", (2022, 2, 1), (2022, 2, 28), "month"),
    ("2024-02", (2024, 2, 1), (2024, 2, 29), "month"),
    ("2022", (2022, 1, 1), (2022, 12, 31), "year"),
    ("202X", (2020, 1, 1), (2029, 12, 31), "decade"),
    ("19XX", (1900, 1, 1), (1999, 12, 31), "century"),
    ("1XXX", (1000, 1, 1), (1999, 12, 31), "millennium"),
    ("2022-XX", (2022, 1, 1), (2022, 12, 31), "year"),
    ("2022-03-XX", (2022, 3, 1), (2022, 3, 31), "month"),
    ("2022-XX-XX", (2022, 1, 1), (2022, 12, 31), "year"),
    ("2022-21", (2022, 3, 1), (2022, 5, 31), "season"),
    ("2022-24", (2022, 1, 1), (2022, 12, 31), "season"),
    ("2022-32", (2022, 6, 1), (2022, 8, 31), "season"),
    ("2022-33", (2022, 1, 1), (2022, 3, 31), "season"),
    ("2022-36", (2022, 10, 1), (2022, 12, 31), "season"),
    ("2022-40", (2022, 1, 1), (2022, 6, 30), "season"),
    ("2022-41", (2022, 7, 1), (2022, 12, 31), "season"),
    ("2022~", (2022, 1, 1), (2022, 12, 31), "year"),
    ("2022-03?", (2022, 3, 1), (2022, 3, 31), "month"),
    ("2022-03-14%", (2022, 3, 14), (2022, 3, 14), "day"),
    ("-0479", (-479, 1, 1), (-479, 12, 31), "year"),
    ("-0479-09", (-479, 9, 1), (-479, 9, 30), "month"),
    ("-04XX", (-499, 1, 1), (-400, 12, 31), "century"),
    ("0000", (0, 1, 1), (0, 12, 31), "year"),
    ("0000-02-29", (0, 2, 29), (0, 2, 29), "day"),
    ("Y17000", (17000, 1, 1), (17000, 12, 31), "year"),
    ("Y-17000", (-17000, 1, 1), (-17000, 12, 31), "year"),
    ("2022-03-01/2022-03-05", (2022, 3, 1), (2022, 3, 5), "interval"),
    ("2022-03/2023", (2022, 3, 1), (2023, 12, 31), "interval"),
    ("2022-03-13/..", (2022, 3, 13), None, "interval"),
    ("../2022-03", None, (2022, 3, 31), "interval"),
    ("2022/", (2022, 1, 1), None, "interval"),
    ("/2022", None, (2022, 12, 31), "interval"),
    ("-0490/-0479", (-490, 1, 1), (-479, 12, 31), "interval"),
    ("1912~/1914?", (1912, 1, 1), (1914, 12, 31), "interval"),
]
FAULTS = [
    "", "..", "/", "../..", "2022-3-1", "22-03-14", "2022/03/14", "2022-13", "2022-20", "2022-42", "2022-00", "2022-02-30", "2022-04-31",
    "2023-02-29", "2022-21-01", "2022-XX-03", "202X-03", "XXXX", "X022", "20X2", "-0000", "2022-03-14T10:00:00Z", "2022 ", "２０２２", "2023/2022", "Y2022",
    "2022-03-14?~", "today", "2022..2023",
]  # fmt: skip


@pytest.mark.parametrize(("text", "earliest", "latest", "precision"), MEANINGS, ids=[row[0] for row in MEANINGS])
def test_meaning(text: str, earliest: tuple[int, int, int] | None, latest: tuple[int, int, int] | None, precision: str) -> None:
    date = Edtf(text)
    assert (date.earliest, date.latest, date.precision, str(date)) == (earliest, latest, precision, text)
    assert extent(text) == (earliest, latest)
    assert pickle.loads(pickle.dumps(date)) == date


@pytest.mark.parametrize("text", FAULTS)
def test_faults_are_named_in_one_line(text: str) -> None:
    with pytest.raises(EdtfError) as fault:
        Edtf(text)
    assert "\n" not in str(fault.value)
    assert repr(text) in str(fault.value)


def test_dates_compare_by_meaning() -> None:
    assert Edtf("2022") == Edtf("2022-XX") == Edtf("2022-01-01/2022-12-31")
    assert hash(Edtf("2022")) == hash(Edtf("2022-XX"))
    assert Edtf("2022") != Edtf("2022~") and Edtf("2022") != "2022"
    texts = ["../2000", "-0479", "-0478", "0000", "1999-12-31", "2000-01-01", "2000-01", "2000", "2000~", "2000/..", "2000-01-02"]
    dates = [Edtf(text) for text in texts]
    backwards = dates[::-1]
    assert sorted(backwards) == dates
    assert dates[0] < dates[1] <= dates[1] and dates[2] > dates[1] >= dates[1]
    assert Edtf("1912~/1914?").qualifier == "~?" and Edtf("1912").qualifier == ""


def test_dates_are_frozen_and_print_themselves() -> None:
    date = Edtf("2022-03")
    with pytest.raises(AttributeError):
        date.text = "2023"
    assert repr(date) == "Edtf('2022-03')"


def test_constructors() -> None:
    assert str(Edtf.day(-479, 9, 5)) == "-0479-09-05"
    assert str(Edtf.month(2022, 33)) == "2022-33"
    assert str(Edtf.year(12000)) == "Y12000"
    assert str(Edtf.interval(Day(2022, 3, 1), None)) == "2022-03-01/.."
    assert str(Edtf.interval(None, Day(2022, 3, 1))) == "../2022-03-01"
    with pytest.raises(EdtfError):
        Edtf.day(2023, 2, 29)


@given(st.integers(-4_000_000, 4_000_000))
def test_ordinals_turn_round(number: int) -> None:
    day = from_ordinal(number)
    assert ordinal(day) == number and is_day(*day)
    assert from_ordinal(number + 1) > day and add_days(day, 1) == from_ordinal(number + 1)


@given(st.dates())
def test_ordinals_and_weekdays_are_those_of_datetime(date: datetime.date) -> None:
    day = Day(date.year, date.month, date.day)
    assert (ordinal(day), weekday(day), day_text(day)) == (date.toordinal(), date.weekday(), date.isoformat())


@given(st.integers(-9000, 9000), st.integers(1, 12), st.integers(-40, 40))
def test_months_turn_round(year: int, month: int, number: int) -> None:
    assert add_months(*add_months(year, month, number), -number) == (year, month)
    assert 28 <= days_in_month(year, month) <= 31


years = st.integers(1, 9999).map(year_text)
months = st.integers(1, 12).map("{:02d}".format)
days = st.integers(1, 28).map("{:02d}".format)
plain = st.one_of(years, st.tuples(years, months).map("-".join), st.tuples(years, months, days).map("-".join))
blank = st.one_of(st.integers(1, 99).map("{:02d}XX".format), st.integers(1, 999).map("{:03d}X".format))


def span(text: str) -> tuple[Day, Day]:
    """The first and last day as the package `edtf` has them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        date = parse_edtf(text)
    first, last = date.lower_strict(), date.upper_strict()
    assert isinstance(first, struct_time)
    return Day(*first[:3]), Day(*last[:3])


@settings(max_examples=40, deadline=None)
@given(st.one_of(plain, blank))
def test_the_oracle_agrees_on_dates(text: str) -> None:
    date = Edtf(text)
    assert (date.earliest, date.latest) == span(text)


@settings(max_examples=20, deadline=None)
@given(plain, plain)
def test_the_oracle_agrees_on_intervals(first: str, last: str) -> None:
    if Edtf(first).latest < Edtf(last).earliest:  # type: ignore[operator]
        date = Edtf(f"{first}/{last}")
        assert (date.earliest, date.latest) == span(f"{first}/{last}")


@given(st.text("0123456789-/.X?~%YT: ", max_size=24))
def test_any_text_is_a_date_or_a_fault(text: str) -> None:
    try:
        date = Edtf(text)
    except EdtfError:
        return
    assert str(date) == text
    assert date.earliest is None or date.latest is None or date.earliest <= date.latest


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("2022-03", ("2022-03-01", "2022-03-31")),
        ("-0043", ("-0043-01-01", "-0043-12-31")),
        ("2022-03-01/..", ("2022-03-01", None)),
        ("../2022", (None, "2022-12-31")),
        ("some day", (None, None)),
    ],
)
def test_the_days_of_a_value_as_text(value: str, days: tuple[str | None, str | None]) -> None:
    assert days_text(value) == days
