"""Statuses of the French electronic invoice and what they hold."""

import pytest

from relance_avancee.core.decide import invoice_status
from relance_avancee.core.decide.invoice_status import Effect


@pytest.mark.parametrize(
    ("code", "amount", "expected"),
    [
        ("206", 70.0, Effect("dispute", 30.0)),
        ("206", 100.0, Effect("release")),
        ("206", None, Effect("dispute", 0.0)),
        ("207", None, Effect("dispute", 0.0)),
        ("207", 100.0, Effect("dispute", 0.0)),
        ("207", 99.99, Effect("dispute", 99.99)),
        ("208", 12.0, Effect("dispute", 12.0)),
        ("210", 12.0, Effect("dispute", 0.0)),
        ("213", None, Effect("dispute", 0.0)),
        ("205", None, Effect("release")),
        ("209", None, Effect("complete")),
        ("211", None, Effect("payment")),
        ("212", 50.0, Effect("none")),
        ("200", None, Effect("none")),
    ],
)
def test_effect(code, amount, expected):
    found = invoice_status.effect(code, amount, 100.0)
    assert found.kind == expected.kind
    assert found.amount == pytest.approx(expected.amount)


@pytest.mark.parametrize(
    ("code", "amount"), [("199", None), ("20", None), ("207", -0.01)]
)
def test_nonsense(code, amount):
    with pytest.raises(ValueError, match="."):
        invoice_status.effect(code, amount, 100.0)
