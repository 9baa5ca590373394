"""Which scenario a debt follows: the invoice's, the customer's, a rule's, the default."""

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
