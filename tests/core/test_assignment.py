"""Which scenario a debt follows: the invoice's, the customer's, a rule's, the default."""

import pytest

from relance_avancee.core.decide.assignment import Profile, Rule, asking, choose

EVERYBODY = Rule(1)
COMPANIES = Rule(2, kinds=frozenset({"company"}))
BIG = Rule(3, amount_min=100.0)


def test_a_scenario_that_asks_for_nothing_is_nobodys_by_rule():
    """Else the first one without criteria would take every debt from the default."""
    assert choose(None, Profile(kind="company"), [EVERYBODY], 1, 50.0, 7) == 7
    rules = [EVERYBODY, BIG, COMPANIES]
    assert choose(None, Profile(kind="company"), rules, 1, 50.0, 7) == 2
    assert choose(None, Profile(kind="company"), rules, 1, 100.0, 7) == 3
    assert list(asking(rules)) == [BIG, COMPANIES]


def test_one_criterion_is_enough():
    assert EVERYBODY.is_empty
    assert not any(rule.is_empty for rule in (COMPANIES, BIG))


ONE = frozenset({1})


@pytest.mark.parametrize(
    ("asked", "right", "wrong"),
    [
        ({"kinds": frozenset({"consumer"})}, {"kind": "consumer"}, {"kind": "company"}),
        ({"country_ids": ONE}, {"country_id": 1}, {"country_id": 2}),
        ({"country_ids": ONE}, {"country_id": 1}, {}),
        ({"tag_ids": ONE}, {"tag_ids": frozenset({1, 2})}, {"tag_ids": frozenset({2})}),
        ({"risks": frozenset({"D"})}, {"risk": "D"}, {"risk": "A"}),
        ({"cause_ids": ONE}, {"cause_id": 1}, {"cause_id": 2}),
    ],
)
def test_each_criterion_of_the_debtor(asked, right, wrong):
    rule = Rule(9, **asked)
    assert rule.accepts(Profile(**right), 5, 100.0)
    assert not rule.accepts(Profile(**wrong), 5, 100.0)


def test_journal_and_amount():
    assert Rule(9, journal_ids=ONE).accepts(Profile(), 1, 100.0)
    assert not Rule(9, journal_ids=ONE).accepts(Profile(), 2, 100.0)
    between = Rule(9, amount_min=100.0, amount_max=200.0)
    amounts = (99.99, 100.0, 200.0, 200.01)
    assert [between.accepts(Profile(), 1, amount) for amount in amounts] == [
        *(False, True, True, False)
    ]


def test_all_that_is_asked_counts():
    both = Rule(9, country_ids=ONE, amount_min=100.0)
    assert not both.accepts(Profile(country_id=1), 1, 50.0)
    assert not both.accepts(Profile(country_id=2), 1, 150.0)


def test_the_nearest_says():
    by_hand = Profile(scenario_id=3)
    assert choose(5, by_hand, [COMPANIES], 1, 50.0, 7) == 5
    assert choose(5, Profile(), [COMPANIES], 1, 50.0, 7) == 5
    assert choose(None, by_hand, [COMPANIES], 1, 50.0, 7) == 3
    assert choose(None, Profile(), [], 1, 50.0, None) is None
