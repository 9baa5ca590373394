"""Published rates and country packs. Figures of section 1 and 11 of the legal notes."""

import datetime as dt
import pathlib
import xml.etree.ElementTree as ET
from decimal import Decimal as D

import pytest

import relance_avancee.core.law.rates as rates
from relance_avancee.core.law.rates import (
    CONSUMER,
    ECB_MRO,
    LEGAL_INDIVIDUAL,
    LEGAL_PRO,
    PACKS,
    MissingPack,
    MissingRate,
    Rate,
    RateTable,
    legal_floor,
    pack_for,
    rate_on,
    semester_end,
    semester_start,
    statutory_rate,
)

DATA = (
    pathlib.Path(rates.__file__).parents[2]
    / "data/late_fees/dunning_interest_rate_data.xml"
)

# Semester: ECB rate, default B2B rate, legal rate "pro", floor, legal "individual":
# the two derived columns are typed too, as a check on the others.
FRANCE = """
2019-01-01  0.00 10.00 0.86  2.58 3.40
2019-07-01  0.00 10.00 0.87  2.61 3.26
2020-01-01  0.00 10.00 0.87  2.61 3.15
2020-07-01  0.00 10.00 0.84  2.52 3.11
2021-01-01  0.00 10.00 0.79  2.37 3.14
2021-07-01  0.00 10.00 0.76  2.28 3.12
2022-01-01  0.00 10.00 0.76  2.28 3.13
2022-07-01  0.00 10.00 0.77  2.31 3.15
2023-01-01  2.50 12.50 2.06  6.18 4.47
2023-07-01  4.00 14.00 4.22 12.66 6.82
2024-01-01  4.50 14.50 5.07 15.21 8.01
2024-07-01  4.25 14.25 4.92 14.76 8.16
2025-01-01  3.15 13.15 3.71 11.13 7.21
2025-07-01  2.15 12.15 2.76  8.28 6.65
2026-01-01  2.15 12.15 2.62  7.86 6.67
2026-07-01  2.40 12.40 2.75  8.25 6.84
"""
FRANCE = [line.split() for line in FRANCE.strip().splitlines()]
ALL = ("company", "public", "consumer")


def shipped_records():
    for record in ET.parse(DATA).getroot():
        values = {f.get("name"): f.get("ref") or f.text for f in record}
        yield record.get("id"), values


def as_rate(values):
    country = values.get("country_id", "base.").removeprefix("base.").upper()
    day = dt.date.fromisoformat(values["date_from"])
    return Rate(country, values["kind"], day, D(values["rate"]))


@pytest.fixture(scope="module")
def table():
    return RateTable(as_rate(values) for _id, values in shipped_records())


# ------------------------------------------------------------------
# Shipped data
# ------------------------------------------------------------------


def test_shipped_data_is_the_french_table_and_nothing_else(table):
    expected = set()
    for semester, mro, _default, pro, _floor, individual in FRANCE:
        day = dt.date.fromisoformat(semester)
        expected.add(Rate("", ECB_MRO, day, D(mro)))
        expected.add(Rate("FR", LEGAL_PRO, day, D(pro)))
        expected.add(Rate("FR", LEGAL_INDIVIDUAL, day, D(individual)))
    assert len(table.rates) == 48
    assert set(table.rates) == expected


def test_shipped_records_are_named_sourced_and_kept_on_upgrade():
    assert ET.parse(DATA).getroot().get("noupdate") == "1"
    for xmlid, values in shipped_records():
        year, month, _day = values["date_from"].split("-")
        semester = {"01": "s1", "07": "s2"}[month]
        assert xmlid == f"interest_rate_{values['kind']}_{year}_{semester}"
        assert values["source"]
        # Two decimals, as published.
        assert D(values["rate"]).as_tuple().exponent == -2


@pytest.mark.parametrize("line", FRANCE, ids=lambda line: line[0])
def test_french_default_rate_and_floor_of_each_semester(table, line):
    day = dt.date.fromisoformat(line[0])
    for same_semester in (day, semester_end(day)):
        france = PACKS["FR"]
        assert statutory_rate(table, france, "company", same_semester) == D(line[2])
        assert legal_floor(table, france, same_semester) == D(line[4])
        # A consumer owes the rate of the creditor's quality, not of his own.
        assert statutory_rate(table, france, CONSUMER, same_semester) == D(line[3])


def test_2024_default_rate_stays_below_the_floor(table):
    day = dt.date(2024, 3, 1)
    france = PACKS["FR"]
    assert statutory_rate(table, france, "company", day) == D("14.50")
    assert legal_floor(table, france, day) == D("15.21")


# ------------------------------------------------------------------
# Lookup
# ------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2018-12-31", "2027-01-01"])
def test_no_rate_outside_the_table(table, day):
    day = dt.date.fromisoformat(day)
    with pytest.raises(MissingRate) as caught:
        rate_on(table, LEGAL_PRO, day, "FR")
    assert (caught.value.country, caught.value.kind) == ("FR", LEGAL_PRO)
    assert caught.value.day == day
    assert str(semester_start(day)) in str(caught.value)


def test_no_rate_within_a_gap():
    table = RateTable(
        [
            Rate("", ECB_MRO, dt.date(2025, 7, 1), D("2.15")),
            Rate("", ECB_MRO, dt.date(2026, 7, 1), D("2.40")),
        ]
    )
    assert rate_on(table, ECB_MRO, dt.date(2025, 12, 31)) == D("2.15")
    with pytest.raises(MissingRate):
        rate_on(table, ECB_MRO, dt.date(2026, 1, 1))
    with pytest.raises(MissingRate):
        rate_on(table, ECB_MRO, dt.date(2026, 6, 30))


def test_ecb_rate_has_no_country_and_legal_rates_do(table):
    day = dt.date(2026, 8, 1)
    assert rate_on(table, ECB_MRO, day, "DE") == rate_on(table, ECB_MRO, day)
    with pytest.raises(MissingRate) as caught:
        rate_on(table, LEGAL_PRO, day, "BE")
    assert caught.value.country == "BE"
    with pytest.raises(MissingRate) as caught:
        rate_on(RateTable(), ECB_MRO, day, "BE")
    assert caught.value.country == ""
    assert "euro area" in str(caught.value)


def test_ecb_rate_entered_with_a_country_is_still_common():
    table = RateTable([Rate("FR", ECB_MRO, dt.date(2026, 7, 1), D("2.40"))])
    assert rate_on(table, ECB_MRO, dt.date(2026, 7, 1), "IT") == D("2.40")


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ("2026-01-01", "2026-01-01", "2026-06-30"),
        ("2026-06-30", "2026-01-01", "2026-06-30"),
        ("2026-07-01", "2026-07-01", "2026-12-31"),
        ("2024-12-31", "2024-07-01", "2024-12-31"),
    ],
)
def test_semester_bounds(day, first, last):
    day = dt.date.fromisoformat(day)
    assert semester_start(day).isoformat() == first
    assert semester_end(day).isoformat() == last


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (Rate("FR", LEGAL_PRO, dt.date(2026, 7, 1), 2.75), TypeError),
        (Rate("FR", LEGAL_PRO, dt.date(2026, 7, 1), D("NaN")), ValueError),
        (Rate("FR", LEGAL_PRO, dt.date(2026, 7, 1), D("Infinity")), ValueError),
        (Rate("FR", "libor", dt.date(2026, 7, 1), D("2.75")), ValueError),
        # The ECB rate of 16/09/2026 means nothing before 1 January 2027.
        (Rate("", ECB_MRO, dt.date(2026, 9, 16), D("2.65")), ValueError),
    ],
)
def test_table_refuses(row, error):
    with pytest.raises(error):
        RateTable([row])


def test_table_refuses_two_rates_for_one_semester():
    first = Rate("FR", LEGAL_PRO, dt.date(2026, 7, 1), D("2.75"))
    with pytest.raises(ValueError, match="two different rates"):
        RateTable([first, first._replace(rate=D("2.76"))])
    assert RateTable([first, first]).get("FR", LEGAL_PRO, first.date_from) == D("2.75")


# ------------------------------------------------------------------
# Country packs
# ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "first_half", "second_half"),
    [
        ("FR", "12.15", "12.40"),
        ("BE", "10.50", "10.50"),
        ("DE", "10.27", "10.52"),
        ("ES", "10.15", "10.40"),
        ("IT", "10.15", "10.40"),
        ("LU", "10.15", "10.40"),
        ("NL", "10.15", "10.40"),
    ],
)
def test_company_rate_of_2026(table, country, first_half, second_half):
    pack = pack_for(country)
    for day, rate in ((1, first_half), (7, second_half)):
        day = dt.date(2026, day, 1)
        assert statutory_rate(table, pack, "company", day) == D(rate)


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        # As published: 12.25 gives 12.5 in 2024 S2, 11.15 gives 11.5 in 2025 S1.
        ("2019-01-01", "8.0"),
        ("2023-01-01", "10.5"),
        ("2023-07-01", "12.0"),
        ("2024-01-01", "12.5"),
        ("2024-07-01", "12.5"),
        ("2025-01-01", "11.5"),
        ("2025-07-01", "10.5"),
    ],
)
def test_belgian_rate_is_rounded_up_to_the_half_point(table, day, rate):
    day = dt.date.fromisoformat(day)
    assert statutory_rate(table, PACKS["BE"], "company", day) == D(rate)
    assert statutory_rate(table, PACKS["BE"], "public", day) == D(rate)


@pytest.mark.parametrize(
    ("day", "base"),
    [
        ("2021-01-01", "-0.88"),  # Bundesbank: unchanged at -0.88
        ("2023-01-01", "1.62"),
        ("2023-07-01", "3.12"),
        ("2024-01-01", "3.62"),
        ("2024-07-01", "3.37"),
        ("2025-01-01", "2.27"),
        ("2026-01-01", "1.27"),  # Bundesbank, 22/12/2025
    ],
)
def test_german_rates_follow_the_basiszinssatz(table, day, base):
    day, germany = dt.date.fromisoformat(day), PACKS["DE"]
    assert statutory_rate(table, germany, "company", day) == D(base) + 9
    assert statutory_rate(table, germany, "public", day) == D(base) + 9
    assert statutory_rate(table, germany, "consumer", day) == D(base) + 5


def test_public_body_rate_is_frozen_in_france_only(table):
    assert statutory_rate(table, PACKS["FR"], "public", dt.date(2026, 1, 1)) == D(
        "10.15"
    )
    frozen = {c for c, pack in PACKS.items() for d in ALL if pack.rule(d).frozen}
    assert frozen == {"FR"}
    assert PACKS["FR"].public.frozen and not PACKS["FR"].company.frozen


def test_floor_is_french_only(table):
    assert {c for c, pack in PACKS.items() if pack.floor_multiple} == {"FR"}
    assert legal_floor(table, PACKS["IT"], dt.date(2026, 1, 1)) is None


def test_every_pack_has_the_flat_fee_of_the_directive():
    assert {pack.fixed_fee for pack in PACKS.values()} == {D(40)}
    assert set(PACKS) == {"FR", "BE", "DE", "ES", "IT", "LU", "NL"}


@pytest.mark.parametrize("country", ["BE", "ES", "IT", "LU", "NL"])
def test_consumer_rate_is_never_guessed(table, country):
    with pytest.raises(MissingRate) as caught:
        statutory_rate(table, PACKS[country], "consumer", dt.date(2026, 1, 1))
    assert (caught.value.country, caught.value.kind) == (country, LEGAL_PRO)


def test_unknown_country_and_debtor(table):
    with pytest.raises(MissingPack) as caught:
        pack_for("US")
    assert caught.value.country == "US"
    with pytest.raises(ValueError, match="debtor"):
        PACKS["FR"].rule("floor_multiple")


def test_a_country_without_the_euro():
    """Its central bank's rate, of its own semester, and a flat sum in its own money.

    As in Denmark: the bank's rate on 1 January or 1 July and 8 points, 310 crowns.
    """
    rule = rates.RateRule(rates.NATIONAL_BANK, D(8))
    pack = rates.CountryPack(
        "DK", rule, rule, rule, fixed_fee=D(310), fee_currency="DKK"
    )
    first = Rate("DK", rates.NATIONAL_BANK, dt.date(2026, 1, 1), D("1.75"))
    table = RateTable((first, Rate("", ECB_MRO, dt.date(2026, 7, 1), D("2.15"))))
    day = dt.date(2026, 6, 30)
    assert statutory_rate(table, pack, "company", day) == D("9.75")
    # neither the next semester nor the euro's rate stands in for it
    with pytest.raises(MissingRate):
        statutory_rate(table, pack, "company", dt.date(2026, 7, 1))
