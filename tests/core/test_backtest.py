"""The bench's back-test on a small generated ledger: our dates must be the best."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))

import backtest  # noqa: E402

OTHERS = ("due_date", "company_average")


@pytest.fixture(scope="module")
def errors():
    return backtest.run(seed=7, customers=90)


def test_every_kind_of_payer_is_there(errors):
    assert set(errors) == {"all", *(payer.name for payer in backtest.PAYERS)}
    assert errors["all"]["invoices"] > 1000


@pytest.mark.parametrize("measure", ["mean", "median"])
@pytest.mark.parametrize("other", OTHERS)
def test_beats_both_over_all_payers(errors, other, measure):
    # by far: a quarter less at the very least, or it would not be worth its code
    assert errors["all"]["ours"][measure] < 0.75 * errors["all"][other][measure]


@pytest.mark.parametrize(
    "kind", ["steady", "pays on fixed days", "seasonal", "drifting"]
)
@pytest.mark.parametrize("other", OTHERS)
def test_beats_both_where_there_are_habits(errors, kind, other):
    assert errors[kind]["ours"]["mean"] < errors[kind][other]["mean"]


def test_a_thin_history_is_no_worse_than_the_company_s(errors):
    thin = errors["thin history"]
    assert thin["ours"]["mean"] <= thin["company_average"]["mean"]


def test_nothing_of_the_future_is_used():
    """What is paid later changes no delay known on a day."""
    invoices = backtest.generate(seed=3, customers=10)
    day = invoices[len(invoices) // 2].issued
    known = [invoice for invoice in invoices if invoice.paid < day]
    everything, then = backtest.Past(invoices), backtest.Past(known)
    for key in (None, *range(10)):
        assert list(everything.delays(key, day)) == list(then.delays(key, day))
