"""What judges is judged: each fault is seen, and what is right is not called one."""

import datetime as dt
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from oracle import Facts, Item, Oracle, Said  # noqa: E402

DAY = dt.date(2026, 3, 12)
DUE = DAY - dt.timedelta(days=10)
KEY = (1, DUE)
ITEM = Item(11, 1, 5, 1, 1, 100.0, 100.0, DUE, "out_invoice")
STEPS = {1: 3, 2: 8}


class Paper(Oracle):
    """With a ledger on paper."""

    def __init__(self, facts, *items):
        super().__init__(None, facts, {1: ([1], "Europe/Paris")}, STEPS, gap=5)
        self.on_paper = list(items)

    def items(self, _partner_id, _root_id):
        return self.on_paper

    def commercial(self, partner_ids):
        return {one: one for one in partner_ids}


def said(step=1, amount=100.0, day=DAY, number=1, channel="email", address="a@x.fr"):
    lines = ((KEY, step, amount, ITEM.id),)
    return Said(number, 1, day, number, channel, lines, amount, (address,))


def judged(one, *items, **facts):
    known = Facts()
    for name, value in facts.items():
        setattr(known, name, value)
    oracle = Paper(known, *(items or (ITEM,)))
    oracle.judge(one, 5, False)
    return " ".join(oracle.wrong)


def before(**values):
    return [said(number=9, **values)]


def test_what_is_right():
    assert judged(said()) == ""
    assert judged(said(2), said=before(day=DAY - dt.timedelta(days=5))) == ""
    # the notice that a broken plan brings does not wait for its day
    assert "not due" in judged(said(2, day=DUE + dt.timedelta(days=1)))
    assert judged(said(2, day=DUE + dt.timedelta(days=1)), broken={1}) == ""


CREDIT = ITEM._replace(id=12, move_id=2, residual=-100.0, balance=-100.0)


@pytest.mark.parametrize(
    ("one", "items", "facts", "word"),
    [
        (said(), (ITEM, CREDIT), {}, "owes nothing"),
        (said(), (CREDIT,), {}, "which is paid"),
        (said(), (), {"at_the_bank": {1: (5, 1, 100)}}, "owes nothing"),
        (said(), (), {"at_the_bank": {1: (5, 1, 40)}}, "net position is 60"),
        (said(amount=101.0), (), {}, "open 100"),
        (said(), (), {"disputed": {1: None}}, "disputed"),
        (said(), (), {"disputed": {1: 40.0}}, "is disputed"),
        (said(), (), {"promised": {1: DAY}}, "promised"),
        (said(), (), {"planned": {1: object()}}, "planned"),
        (said(), (), {"held": [(5, None, DAY, None)]}, "held"),
        (said(), (), {"held": [(None, 1, DAY, DAY)]}, "held"),
        (said(), (), {"stopped": {(KEY, 1)}}, "cancelled by hand"),
        (said(), (), {"dead": {"a@x.fr"}}, "dead address"),
        (said(), (), {"gone": {"a@x.fr"}}, "who left"),
        (said(), (), {"said": before(day=DAY - dt.timedelta(days=6))}, "again"),
        (said(2), (), {"said": before()}, "two steps"),
        (said(2), (), {"said": before(day=DAY - dt.timedelta(days=4))}, "4 days after"),
        (said(day=DAY + dt.timedelta(days=2)), (), {}, "nobody works"),
        (said(day=DUE), (), {}, "is not due"),
    ],
)
def test_what_is_wrong(one, items, facts, word):
    assert word in judged(one, *items, **facts)


def forgotten(**facts):
    known = Facts()
    for name, value in facts.items():
        setattr(known, name, value)
    oracle = Paper(known, ITEM)
    for number in range(10):
        day = DAY + dt.timedelta(days=number)
        oracle.look_for_forgotten(1, day, set(), {5: "a@x.fr"})
    return " ".join(oracle.wrong)


def test_nobody_is_forgotten():
    assert "was forgotten" in forgotten()
    assert forgotten(hushed=[(5, 1)]) == ""
    assert "was forgotten" in forgotten(hushed=[(6, 1), (5, 2)])
    instalment = said(day=DAY)._replace(lines=(), partner_id=5)
    assert forgotten(said=[instalment]) == ""
    assert forgotten(disputed={1: None}) == ""
    assert forgotten(dead={"a@x.fr"}) == ""
    assert forgotten(stopped={(KEY, 1), (KEY, 2)}) == ""
