"""Late fees: the worked examples of the legal notes, each country, each rule.

Figures are computed by hand (or published by others, where said), never copied from
the code.
"""

import datetime as dt
import decimal
import functools
import pathlib
import xml.etree.ElementTree as ET
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import relance_avancee.core.law.rates as rates
from relance_avancee.core.law.late_fee import (
    CREDIT_NOTE,
    DUE,
    PAYMENT,
    FloorBreach,
    Movement,
    Terms,
    fixed_fee,
    late_fees,
)
from relance_avancee.core.law.rates import PACKS, MissingRate, Rate, RateTable

DATA = (
    pathlib.Path(rates.__file__).parents[2]
    / "data/late_fees/dunning_interest_rate_data.xml"
)
TENTH_OF_MILL = D("0.0001")


@functools.cache
def shipped_table():
    rows = []
    for record in ET.parse(DATA).getroot():
        values = {f.get("name"): f.get("ref") or f.text for f in record}
        country = values.get("country_id", "base.").removeprefix("base.").upper()
        day = dt.date.fromisoformat(values["date_from"])
        rows.append(Rate(country, values["kind"], day, D(values["rate"])))
    return RateTable(rows)


def day(text):
    return dt.date.fromisoformat(text)


def movements(*lines):
    """due/payment/credit_note, date, amount[, instalment]"""
    return [Movement(day(d), D(a), kind, *rest) for kind, d, a, *rest in lines]


def fees(lines, until, country="FR", table=None, rounding=D("0.01"), **terms):
    return late_fees(
        movements(*lines),
        terms=Terms(PACKS[country], **terms),
        table=table or shipped_table(),
        until=day(until),
        rounding=rounding,
    )


def rows(result, places=TENTH_OF_MILL):
    """Segments as (from, to, days, principal, rate, interest), to compare."""
    return [
        (
            s.date_from.isoformat(),
            s.date_to.isoformat(),
            s.days,
            s.principal,
            s.rate,
            s.interest.quantize(places, decimal.ROUND_HALF_UP),
        )
        for s in result.segments
    ]


# ------------------------------------------------------------------
# Worked examples of the reference
# ------------------------------------------------------------------


def test_example_1_company_two_semesters():
    invoice = [(DUE, "2026-05-31", "12000.00"), (PAYMENT, "2026-09-15", "12000.00")]
    result = fees(invoice, "2026-11-21")
    twelve = D("12000.00")
    assert rows(result) == [
        ("2026-06-01", "2026-06-30", 30, twelve, D("12.15"), D("119.8356")),
        ("2026-07-01", "2026-09-15", 77, twelve, D("12.40"), D("313.9068")),
    ]
    assert (result.interest, result.fixed_fee) == (D("433.74"), D("40"))
    assert result.total == D("473.74")
    assert result.below_floor == ()


def test_example_2_three_semesters_are_never_frozen():
    invoice = [(DUE, "2024-09-30", "25000"), (PAYMENT, "2025-08-31", "25000")]
    result = fees(invoice, "2025-08-31")
    amount = D(25000)
    assert rows(result) == [
        ("2024-10-01", "2024-12-31", 92, amount, D("14.25"), D("897.9452")),
        ("2025-01-01", "2025-06-30", 181, amount, D("13.15"), D("1630.2397")),
        ("2025-07-01", "2025-08-31", 62, amount, D("12.15"), D("515.9589")),
    ]
    assert (result.interest, result.total) == (D("3044.14"), D("3084.14"))


EXAMPLE_3 = [
    (DUE, "2026-05-15", "9600.00"),
    (PAYMENT, "2026-06-20", "4000.00"),
    (PAYMENT, "2026-10-10", "5600.00"),
]


def test_example_3_principal_first():
    result = fees(EXAMPLE_3, "2026-10-10")
    assert [r[:5] for r in rows(result)] == [
        ("2026-05-16", "2026-06-20", 36, D(9600), D("12.15")),
        ("2026-06-21", "2026-06-30", 10, D(5600), D("12.15")),
        ("2026-07-01", "2026-10-10", 102, D(5600), D("12.40")),
    ]
    assert rows(result, D("0.01"))[0][5] == D("115.04")
    after = sum(s.interest for s in result.segments[1:])
    assert after.quantize(D("0.01")) == D("212.69")
    assert (result.interest, result.fixed_fee) == (D("327.73"), D(40))


def test_example_3_interest_first():
    result = fees(EXAMPLE_3, "2026-10-10", imputation="interest")
    assert [r[:3] + r[4:5] for r in rows(result)] == [
        ("2026-05-16", "2026-06-20", 36, D("12.15")),
        ("2026-06-21", "2026-06-30", 10, D("12.15")),
        ("2026-07-01", "2026-10-10", 102, D("12.40")),
    ]
    left = [s.principal.quantize(D("0.01")) for s in result.segments]
    assert left == [D("9600.00"), D("5715.04"), D("5715.04")]
    after = sum(s.interest for s in result.segments[1:])
    assert after.quantize(D("0.01")) == D("217.06")
    assert (result.interest, result.fixed_fee) == (D("332.10"), D(40))


EXAMPLE_4 = [(DUE, "2024-03-31", "5000"), (PAYMENT, "2024-06-30", "5000")]


def test_example_4_rate_below_the_floor_is_flagged_not_corrected():
    result = fees(EXAMPLE_4, "2024-06-30", contractual_rate=D(10))
    assert result.interest == D("124.66")
    assert result.below_floor == (FloorBreach(day("2024-01-01"), D(10), D("15.21")),)
    assert fees(EXAMPLE_4, "2024-06-30").interest == D("180.75")  # /366 would be 180.26
    at_floor = fees(EXAMPLE_4, "2024-06-30", contractual_rate=D("15.21"))
    assert (at_floor.interest, at_floor.below_floor) == (D("189.60"), ())


EXAMPLE_5 = [(DUE, "2026-04-10", "1800"), (PAYMENT, "2026-09-30", "1800")]


def test_example_5_consumer_from_the_formal_notice():
    notice = day("2026-05-20")
    result = fees(EXAMPLE_5, "2026-09-30", debtor="consumer", formal_notice=notice)
    assert rows(result) == [
        ("2026-05-21", "2026-06-30", 41, D(1800), D("2.62"), D("5.2974")),
        ("2026-07-01", "2026-09-30", 92, D(1800), D("2.75"), D("12.4767")),
    ]
    assert (result.interest, result.fixed_fee) == (D("17.77"), D(0))


def test_example_6_public_body_keeps_its_first_rate():
    invoice = [(DUE, "2026-05-31", "12000"), (PAYMENT, "2026-09-15", "12000")]
    result = fees(invoice, "2026-09-15", debtor="public")
    assert rows(result) == [
        ("2026-06-01", "2026-09-15", 107, D(12000), D("10.15"), D("357.0575")),
    ]
    assert (result.interest, result.fixed_fee) == (D("357.06"), D(40))


# ------------------------------------------------------------------
# Other countries
# ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "interest"),
    [
        # 12 000 EUR, 30 days of 2026 S1 and 77 of S2: 12000 x (30 r1 + 77 r2) / 36500.
        ("FR", "433.74"),  # 12.15 / 12.40 -> 360000 x 1319.30 / 36500 ... 433.7425
        ("BE", "369.37"),  # 10.50 / 10.50 -> 12000 x 1123.50 / 36500 = 369.3699
        ("DE", "367.61"),  # 10.27 / 10.52 -> 12000 x 1118.14 / 36500 = 367.6077
        ("ES", "363.39"),  # 10.15 / 10.40 -> 12000 x 1105.30 / 36500 = 363.3863
        ("IT", "363.39"),
        ("LU", "363.39"),
        ("NL", "363.39"),
    ],
)
@pytest.mark.parametrize("debtor", ["company", "public"])
def test_professional_debtor_by_country(country, interest, debtor):
    if (country, debtor) == ("FR", "public"):
        interest = "357.06"  # frozen: example 6
    result = fees([(DUE, "2026-05-31", "12000")], "2026-09-15", country, debtor=debtor)
    assert (result.interest, result.fixed_fee) == (D(interest), D(40))


@pytest.mark.parametrize(
    ("due", "until", "interest"),
    [
        # Published by avvocatoandreani.it for 10 000 EUR, art. 5 D.Lgs. 231/2002.
        ("2026-03-31", "2026-09-30", "515.19"),  # 91 d at 10.15, 92 d at 10.40
        ("2023-01-01", "2024-01-01", "1126.16"),  # 180 at 10.50, 184 at 12, 1 at 12.50
        ("2024-01-01", "2024-12-31", "1237.40"),  # /365 in a leap year (/366: 1234.02)
    ],
)
def test_italian_figures_of_a_third_party(due, until, interest):
    assert fees([(DUE, due, "10000")], until, "IT").interest == D(interest)


def test_german_consumer_after_the_reminder():
    # 5 points above the Basiszins: 41 d at 6.27, 92 d at 6.52 on 1 800 EUR
    # = 1800 x (257.07 + 599.84) / 36500 = 42.2586.
    terms = {"debtor": "consumer", "formal_notice": day("2026-05-20")}
    result = fees(EXAMPLE_5, "2026-09-30", "DE", **terms)
    assert (result.interest, result.fixed_fee) == (D("42.26"), D(0))


@pytest.mark.parametrize(
    ("country", "first_day", "interest"),
    [
        # 4.50 % recorded for 2026 S1, 1 800 EUR, notice on 20/05, until 30/06.
        ("BE", "2026-06-04", "5.99"),  # 14 days of grace: 27 d -> 5.9918
        ("NL", "2026-06-04", "5.99"),
        ("ES", "2026-05-21", "9.10"),  # 41 d -> 9.0986
        ("IT", "2026-05-21", "9.10"),
        ("LU", "2026-05-21", "9.10"),
    ],
)
def test_consumer_elsewhere_needs_the_recorded_legal_rate(country, first_day, interest):
    terms = {"debtor": "consumer", "formal_notice": day("2026-05-20")}
    with pytest.raises(MissingRate) as caught:
        fees(EXAMPLE_5, "2026-06-30", country, **terms)
    assert (caught.value.country, caught.value.day) == (country, day(first_day))
    table = RateTable([Rate(country, "legal_pro", day("2026-01-01"), D("4.50"))])
    result = fees(EXAMPLE_5, "2026-06-30", country, table, **terms)
    assert rows(result)[0][0] == first_day
    assert (result.interest, result.fixed_fee) == (D(interest), D(0))


# ------------------------------------------------------------------
# Days
# ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "days"),
    [("2026-03-30", 0), ("2026-03-31", 0), ("2026-04-01", 1), ("2026-04-30", 30)],
)
def test_first_day_is_the_day_after_due_date(until, days):
    result = fees([(DUE, "2026-03-31", "36500")], until)
    assert sum(s.days for s in result.segments) == days
    assert result.interest == D("12.15") * days
    assert result.fixed_fee == (40 if days else 0)


@pytest.mark.parametrize(
    ("paid", "interest", "fee"),
    [("2026-03-30", "0", 0), ("2026-03-31", "0", 0), ("2026-04-01", "12.15", 40)],
)
def test_day_of_payment_is_included(paid, interest, fee):
    invoice = [(DUE, "2026-03-31", "36500"), (PAYMENT, paid, "36500")]
    result = fees(invoice, "2026-12-31")
    assert (result.interest, result.fixed_fee) == (D(interest), D(fee))


def test_semesters_with_the_same_rate_stay_apart():
    result = fees([(DUE, "2025-12-30", "36500")], "2026-01-02")
    assert rows(result) == [
        ("2025-12-31", "2025-12-31", 1, D(36500), D("12.15"), D("12.15")),
        ("2026-01-01", "2026-01-02", 2, D(36500), D("12.15"), D("24.30")),
    ]


def test_public_rate_is_frozen_when_interest_starts_not_at_due_date():
    # Due 30/06: interest starts on 1 July, hence 2.40 + 8.
    result = fees([(DUE, "2026-06-30", "36500")], "2026-07-02", debtor="public")
    assert [s.rate for s in result.segments] == [D("10.40")]


def test_public_rate_stays_frozen_after_a_payment_of_another_semester():
    invoice = [(DUE, "2026-06-29", "36500"), (PAYMENT, "2026-07-01", "18250")]
    result = fees(invoice, "2026-07-02", debtor="public")
    assert [(s.days, s.rate) for s in result.segments] == [
        (2, D("10.15")),
        (1, D("10.15")),
    ]


def test_public_rate_is_frozen_for_each_instalment():
    invoice = [(DUE, "2026-05-31", "36500", 1), (DUE, "2026-06-30", "36500", 2)]
    result = fees(invoice, "2026-07-02", debtor="public")
    assert [(s.date_from, s.days, s.rate) for s in result.segments] == [
        (day("2026-06-01"), 32, D("10.15")),
        (day("2026-07-01"), 2, D("10.40")),
    ]


def test_later_movements_are_not_there_yet():
    invoice = [(DUE, "2026-05-31", "12000")]
    later = [(PAYMENT, "2026-09-16", "12000"), (CREDIT_NOTE, "2026-10-01", "1")]
    assert fees(invoice + later, "2026-09-15") == fees(invoice, "2026-09-15")


# ------------------------------------------------------------------
# Missing rates
# ------------------------------------------------------------------


def test_missing_semester_is_an_error_only_when_it_is_needed():
    invoice = [(DUE, "2026-12-31", "100")]
    assert fees(invoice, "2026-12-31").interest == 0
    with pytest.raises(MissingRate) as caught:
        fees(invoice, "2027-01-01")
    assert (caught.value.kind, caught.value.day) == ("ecb_mro", day("2027-01-01"))
    paid = [*invoice, (PAYMENT, "2026-12-31", "100")]
    assert fees(paid, "2027-05-01").total == 0
    # 2018 is not recorded either, but nothing was late then.
    old = [(DUE, "2018-03-31", "100"), (PAYMENT, "2018-03-30", "100")]
    assert fees(old, "2026-09-30").total == 0


def test_flat_fee_does_not_need_a_rate():
    late = movements((DUE, "2026-12-31", "100"))
    terms = Terms(PACKS["FR"])
    assert fixed_fee(late, terms=terms, until=day("2026-12-31")) == 0
    assert fixed_fee(late, terms=terms, until=day("2027-01-01")) == 40
    consumer = Terms(PACKS["FR"], "consumer", formal_notice=day("2027-01-15"))
    assert fixed_fee(late, terms=consumer, until=day("2027-02-01")) == 0


def test_agreed_rate_cannot_be_checked_without_the_legal_rate():
    with pytest.raises(MissingRate) as caught:
        fees([(DUE, "2026-12-31", "100")], "2027-01-01", contractual_rate=D(15))
    assert (caught.value.country, caught.value.kind) == ("FR", "legal_pro")


# ------------------------------------------------------------------
# Agreed rates
# ------------------------------------------------------------------


def test_agreed_rate_is_flagged_for_each_semester_below_the_floor():
    invoice = [(DUE, "2024-09-30", "25000")]
    result = fees(invoice, "2025-08-31", contractual_rate=D(11))
    assert rows(result) == [
        ("2024-10-01", "2025-08-31", 335, D(25000), D(11), D("2523.9726")),
    ]
    assert result.below_floor == (
        FloorBreach(day("2024-07-01"), D(11), D("14.76")),
        FloorBreach(day("2025-01-01"), D(11), D("11.13")),
    )


def test_default_rate_below_the_floor_is_no_breach():
    assert fees(EXAMPLE_4, "2024-06-30").below_floor == ()


def test_no_floor_outside_france():
    result = fees(EXAMPLE_4, "2024-06-30", "BE", contractual_rate=D(1))
    assert (result.interest, result.below_floor) == (D("12.47"), ())


def test_public_body_owes_the_statutory_rate_whatever_was_agreed():
    for agreed in ("3", "20"):
        result = fees(
            [(DUE, "2026-05-31", "12000")],
            "2026-09-15",
            debtor="public",
            contractual_rate=D(agreed),
        )
        assert (result.interest, result.below_floor) == (D("357.06"), ())


@pytest.mark.parametrize(
    ("agreed", "interest"),
    [
        ("15", "17.77"),  # the B2B rate of our terms is nothing to a consumer
        ("2.70", "17.55"),  # 41 d x 2.62, 92 d x 2.70 -> 1800 x 355.82 / 36500
        ("0", "0"),
    ],
)
def test_agreed_rate_only_lowers_a_consumers_claim(agreed, interest):
    result = fees(
        EXAMPLE_5,
        "2026-09-30",
        debtor="consumer",
        formal_notice=day("2026-05-20"),
        contractual_rate=D(agreed),
    )
    assert (result.interest, result.below_floor) == (D(interest), ())


# ------------------------------------------------------------------
# Consumers
# ------------------------------------------------------------------


def test_consumer_owes_nothing_without_formal_notice():
    result = fees(EXAMPLE_5, "2026-09-30", debtor="consumer")
    assert (result.total, result.segments) == (0, ())


@pytest.mark.parametrize(
    ("notice", "first"),
    [
        ("2026-04-09", None),  # not yet due: the notice is void
        ("2026-04-10", None),  # could still be paid that day
        ("2026-04-11", "2026-04-12"),
    ],
)
def test_formal_notice_covers_only_what_is_overdue(notice, first):
    terms = {"debtor": "consumer", "formal_notice": day(notice)}
    segments = fees(EXAMPLE_5, "2026-09-30", **terms).segments
    assert (segments[0].date_from.isoformat() if segments else None) == first


def test_consumer_rate_follows_the_semesters():
    terms = {"debtor": "consumer", "formal_notice": day("2026-06-29")}
    result = fees([(DUE, "2026-04-10", "36500")], "2026-07-01", **terms)
    assert [s.rate for s in result.segments] == [D("2.62"), D("2.75")]


# ------------------------------------------------------------------
# Payments, credit notes, instalments
# ------------------------------------------------------------------


def test_credit_note_reduces_the_principal_even_with_interest_first():
    invoice = [
        (DUE, "2026-03-31", "10000"),
        (CREDIT_NOTE, "2026-04-30", "4000"),
    ]
    expected = [
        # 10000 x 12.15 x 30 / 36500 = 99.8630; 6000 x 12.15 x 31 / 36500 = 61.9151
        ("2026-04-01", "2026-04-30", 30, D(10000), D("12.15"), D("99.8630")),
        ("2026-05-01", "2026-05-31", 31, D(6000), D("12.15"), D("61.9151")),
    ]
    for imputation in ("principal", "interest"):
        result = fees(invoice, "2026-05-31", imputation=imputation)
        assert rows(result) == expected
        assert result.interest == D("161.78")


def test_interest_first_pays_interest_of_all_instalments_before_principal():
    invoice = [
        (DUE, "2026-02-28", "36500", "a"),  # 12.15 a day
        (DUE, "2026-03-31", "36500", "b"),
        (PAYMENT, "2026-04-10", "600"),  # interest so far: 41 x 12.15 + 10 x 12.15
    ]
    result = fees(invoice, "2026-04-11", imputation="interest")
    last = [s for s in result.segments if s.date_to == day("2026-04-11")]
    # 619.65 of interest: the payment of 600 touches no principal.
    assert [s.principal for s in last] == [D(36500), D(36500)]
    invoice[2] = (PAYMENT, "2026-04-10", "719.65")
    result = fees(invoice, "2026-04-11", imputation="interest")
    last = [s for s in result.segments if s.date_to == day("2026-04-11")]
    assert sorted(s.principal for s in last) == [D(36400), D(36500)]


def test_interest_paid_bears_no_interest_twice():
    # Two payments on one day are one payment.
    once = [(DUE, "2026-03-31", "1000"), (PAYMENT, "2026-05-31", "500")]
    twice = [once[0], (PAYMENT, "2026-05-31", "250"), (PAYMENT, "2026-05-31", "250")]
    for imputation in ("principal", "interest"):
        terms = {"imputation": imputation}
        assert fees(once, "2026-09-30", **terms) == fees(twice, "2026-09-30", **terms)


THIRDS = [
    (DUE, "2026-01-31", "3650", "first"),
    (DUE, "2026-02-28", "3650", "second"),
    (DUE, "2026-03-31", "3650", "third"),
]


def test_instalments_are_rounded_once_and_pay_one_flat_fee():
    result = fees(THIRDS, "2026-04-01")
    # 1.215 a day each: 60 + 32 + 1 days = 93 x 1.215 = 112.995, half up 113.00;
    # rounding each first gives 72.90 + 38.88 + 1.22 = 113.00 as well, so look closer:
    assert [s.interest for s in result.segments] == [D("72.9"), D("38.88"), D("1.215")]
    assert (result.interest, result.fixed_fee) == (D("113.00"), D(40))
    # 61 + 33 + 2: 74.115 + 40.095 + 2.43 = 116.64; one by one 74.12 + 40.10 + 2.43.
    assert fees(THIRDS, "2026-04-02").interest == D("116.64")


def test_payment_goes_to_the_oldest_instalment_unless_it_names_one():
    oldest = fees([*THIRDS, (PAYMENT, "2026-01-10", "3650")], "2026-03-30")
    assert rows(oldest)[0][:3] == ("2026-03-01", "2026-03-30", 30)
    assert len(oldest.segments) == 1
    named = fees([*THIRDS, (PAYMENT, "2026-01-10", "3650", "second")], "2026-03-30")
    assert rows(named)[0][:3] == ("2026-02-01", "2026-03-30", 58)
    assert len(named.segments) == 1


def test_what_exceeds_the_named_instalment_goes_to_the_oldest():
    paid = (PAYMENT, "2026-01-10", "5000", "second")
    result = fees([*THIRDS, paid], "2026-03-30")
    assert [s.principal for s in result.segments] == [D(2300)]


def test_payment_on_one_instalment_does_not_cut_the_lines_of_another():
    paid = (PAYMENT, "2026-03-10", "1000", "second")
    result = fees([*THIRDS, paid], "2026-03-30")
    assert [r[:4] for r in rows(result)] == [
        ("2026-02-01", "2026-03-30", 58, D(3650)),
        ("2026-03-01", "2026-03-10", 10, D(3650)),
        ("2026-03-11", "2026-03-30", 20, D(2650)),
    ]


def test_named_payment_comes_before_the_others_of_its_day():
    invoice = [(DUE, "2026-03-31", "36500", "a"), (DUE, "2026-03-31", "36500", "b")]
    # 12.15 of interest each. Named: 12.15 and 37.85 of "b". The other: 12.15 and 37.85
    # of "a". The other way round it would pay both interests, and 25.70 of "a".
    same_day = [(PAYMENT, "2026-04-01", "50"), (PAYMENT, "2026-04-01", "50", "b")]
    for order in (same_day, same_day[::-1]):
        result = fees([*invoice, *order], "2026-04-02", imputation="interest")
        assert [s.principal for s in result.segments[2:]] == [D("36462.15")] * 2


def test_overpaid_invoice_owes_no_negative_interest():
    invoice = [(DUE, "2026-03-31", "100"), (PAYMENT, "2026-04-30", "250")]
    result = fees(invoice, "2026-09-30")
    assert result.interest == D("1.00")  # 100 x 12.15 x 30 / 36500 = 0.9986
    assert result.segments[-1].date_to == day("2026-04-30")


def test_flat_fee_is_whole_after_partial_payment_and_due_for_late_payment():
    partly = [(DUE, "2026-03-31", "10"), (PAYMENT, "2026-03-31", "9.99")]
    assert fees(partly, "2026-04-01").fixed_fee == 40
    late = [(DUE, "2026-03-31", "10"), (PAYMENT, "2026-04-01", "10")]
    assert fees(late, "2026-11-21").fixed_fee == 40


def test_flat_fee_is_due_with_an_agreed_rate_of_zero():
    result = fees([(DUE, "2026-03-31", "10")], "2026-04-01", contractual_rate=D(0))
    assert (result.interest, result.fixed_fee) == (0, 40)


# ------------------------------------------------------------------
# Rounding
# ------------------------------------------------------------------


@pytest.mark.parametrize("principals", [["18250"], ["8070", "3392", "6788"]])
def test_half_a_cent_rounds_up_though_its_parts_never_end(principals):
    # 18250 x 12.15 / 36500 = 6.075 exactly; each of the three parts ends in .../73, and
    # they add up to 6.0749999… in any finite number of digits.
    invoice = [(DUE, "2026-03-31", principal) for principal in principals]
    assert fees(invoice, "2026-04-01").interest == D("6.08")


def test_rounding_of_the_currency():
    invoice = [(DUE, "2026-05-31", "12000")]
    for rounding, interest in (("1", "434"), ("0.001", "433.742"), ("0.05", "433.75")):
        result = fees(invoice, "2026-09-15", rounding=D(rounding))
        assert result.interest == D(interest)


def test_result_does_not_depend_on_the_decimal_context():
    with decimal.localcontext(decimal.Context(prec=4, rounding=decimal.ROUND_DOWN)):
        result = fees([(DUE, "2026-05-31", "12000")], "2026-09-15")
    assert result.interest == D("433.74")


# ------------------------------------------------------------------
# Bad input
# ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (Movement(day("2026-01-31"), 100.0, DUE), TypeError),
        (Movement(day("2026-01-31"), D(-1), DUE), ValueError),
        (Movement(day("2026-01-31"), D("Infinity"), DUE), ValueError),
        (Movement(day("2026-01-31"), D(1), "refund"), ValueError),
        (Movement(day("2026-01-31"), D(1), PAYMENT, "unknown"), ValueError),
        (Movement(day("2026-01-31"), D(1), DUE, "same"), ValueError),
    ],
)
def test_bad_movements_are_refused(bad, error):
    with pytest.raises(error):
        late_fees(
            [Movement(day("2026-01-31"), D(1), DUE, "same"), bad],
            terms=Terms(PACKS["FR"]),
            table=shipped_table(),
            until=day("2026-02-28"),
        )


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        ({"debtor": "friend"}, ValueError),
        ({"imputation": "oldest"}, ValueError),
        ({"contractual_rate": D(-1)}, ValueError),
        ({"contractual_rate": 10.0}, TypeError),
    ],
)
def test_bad_terms_are_refused(bad, error):
    with pytest.raises(error):
        Terms(PACKS["FR"], **bad)


@pytest.mark.parametrize(
    ("rounding", "error"),
    [(D(0), ValueError), (D("-0.01"), ValueError), (0.01, TypeError)],
)
def test_bad_rounding_is_refused(rounding, error):
    with pytest.raises(error):
        fees([(DUE, "2026-05-31", "12000")], "2026-09-15", rounding=rounding)


# ------------------------------------------------------------------
# Properties
# ------------------------------------------------------------------

DAYS = st.dates(day("2022-01-01"), day("2026-12-31"))
CENTS = st.decimals(0, 100_000, places=2, allow_nan=False, allow_infinity=False)
NAMES = ("a", "b", "c")
CASES = settings(max_examples=200, deadline=None)


@st.composite
def invoices(draw):
    """One to three instalments, payments and credit notes of any size and date."""
    names = NAMES[: draw(st.integers(1, 3))]
    result = [Movement(draw(DAYS), draw(CENTS), DUE, name) for name in names]
    kinds = st.sampled_from((PAYMENT, CREDIT_NOTE))
    for _index in range(draw(st.integers(0, 4))):
        named = draw(st.sampled_from((None, *names)))
        result.append(Movement(draw(DAYS), draw(CENTS), draw(kinds), named))
    return result


@st.composite
def all_terms(draw):
    rate = draw(st.none() | st.decimals(0, 20, places=2))
    return (
        Terms(
            PACKS[draw(st.sampled_from(("FR", "BE", "DE", "IT")))],
            debtor=draw(st.sampled_from(("company", "public"))),
            contractual_rate=rate,
            imputation=draw(st.sampled_from(("principal", "interest"))),
        )
        if draw(st.booleans())
        else Terms(
            PACKS["FR"],
            debtor="consumer",
            contractual_rate=rate,
            imputation=draw(st.sampled_from(("principal", "interest"))),
            formal_notice=draw(st.none() | DAYS),
        )
    )


def compute(invoice, terms, until, rounding=D("0.01")):
    return late_fees(
        invoice, terms=terms, table=shipped_table(), until=until, rounding=rounding
    )


@CASES
@given(invoices(), all_terms(), DAYS)
def test_adding_a_day_never_lowers_the_claim(invoice, terms, until):
    before = compute(invoice, terms, until - dt.timedelta(days=1))
    after = compute(invoice, terms, until)
    assert after.interest >= before.interest
    assert after.fixed_fee >= before.fixed_fee


@CASES
@given(invoices(), all_terms(), DAYS, st.randoms(use_true_random=False))
def test_order_of_movements_does_not_matter(invoice, terms, until, random):
    shuffled = list(invoice)
    random.shuffle(shuffled)
    assert compute(shuffled, terms, until) == compute(invoice, terms, until)


@CASES
@given(invoices(), all_terms(), DAYS, DAYS, CENTS, st.sampled_from((None, "a")))
def test_a_payment_never_increases_interest(invoice, terms, until, paid, amount, name):
    more = [*invoice, Movement(paid, amount, PAYMENT, name)]
    with_it, without = compute(more, terms, until), compute(invoice, terms, until)
    assert with_it.interest <= without.interest
    assert with_it.fixed_fee <= without.fixed_fee


@CASES
@given(invoices(), all_terms(), DAYS, DAYS)
def test_splitting_the_period_changes_nothing_but_rounding(invoice, terms, cut, until):
    cut, until = sorted((cut, until))
    whole, first = compute(invoice, terms, until), compute(invoice, terms, cut)
    late = [s for s in whole.segments if s.date_to > cut]
    rest = sum(
        s.interest
        * ((s.date_to - max(s.date_from - dt.timedelta(1), cut)).days)
        / s.days
        for s in late
    )
    exact = sum(s.interest for s in whole.segments)
    parts = sum(s.interest for s in first.segments) + rest
    assert abs(exact - parts) < D("1e-15")
    assert abs(whole.interest - exact) <= D("0.005")


@CASES
@given(CENTS, st.integers(1, 400), st.integers(1, 400))
def test_a_principal_carried_over_bears_the_same_interest(principal, first, second):
    """The period cut in two invoices: unpaid at the cut, due again from there."""
    due = day("2024-09-30")
    cut = due + dt.timedelta(days=first)
    until = cut + dt.timedelta(days=second)
    fine = D("1e-12")
    terms = Terms(PACKS["FR"])
    whole = compute([Movement(due, principal, DUE)], terms, until, fine)
    head = compute([Movement(due, principal, DUE)], terms, cut, fine)
    tail = compute([Movement(cut, principal, DUE)], terms, until, fine)
    assert abs(whole.interest - head.interest - tail.interest) <= 2 * fine


@CASES
@given(invoices(), all_terms(), DAYS)
def test_zero_principal_owes_nothing(invoice, terms, until):
    empty = [m._replace(amount=D(0)) if m.kind == DUE else m for m in invoice]
    result = compute(empty, terms, until)
    assert (result.interest, result.fixed_fee, result.segments) == (0, 0, ())


@CASES
@given(invoices(), all_terms(), DAYS)
def test_segments_add_up_and_never_overlap_unpaid_days(invoice, terms, until):
    result = compute(invoice, terms, until)
    dues = [m for m in invoice if m.kind == DUE]
    for s in result.segments:
        assert s.principal > 0
        assert min(m.date for m in dues) < s.date_from <= s.date_to <= until
    exact = sum(s.interest for s in result.segments)
    assert abs(result.interest - exact) <= D("0.005")


@CASES
@given(invoices(), all_terms(), DAYS)
def test_flat_fee_alone_is_the_same(invoice, terms, until):
    alone = fixed_fee(invoice, terms=terms, until=until)
    assert alone == compute(invoice, terms, until).fixed_fee
    # Once per invoice, never a part of it.
    assert alone in (0, 40)


# === INSOLVENCY ===


@pytest.mark.parametrize(
    ("due", "judgment", "until", "interest", "flat"),
    [
        # worked out by hand: 1,000 x 12.15 % x 14 / 365
        pytest.param("2025-12-31", "2026-01-15", "2026-03-12", "4.66", 40, id="after"),
        pytest.param("2025-12-31", "2026-01-15", "2026-01-14", "4.66", 40, id="eve"),
        pytest.param("2025-12-31", "2026-01-15", "2026-01-05", "1.66", 40, id="before"),
        pytest.param(
            "2026-01-14", "2026-01-15", "2026-03-12", "0", 0, id="due the eve"
        ),
        pytest.param(
            "2026-01-15", "2026-01-15", "2026-03-12", "0", 0, id="due that day"
        ),
    ],
)
def test_the_judgment_stops_interest_and_flat_fee(due, judgment, until, interest, flat):
    lines = [("due", due, "1000")]
    found = fees(lines, until, insolvency=day(judgment))
    assert (found.interest, found.fixed_fee) == (D(interest), D(flat))
    alone = fixed_fee(
        movements(*lines),
        terms=Terms(PACKS["FR"], insolvency=day(judgment)),
        until=day(until),
    )
    assert alone == D(flat)
