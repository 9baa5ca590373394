"""By which channels a step leaves: refused, preferred, substituted, capped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import (
    ALL_CHANNELS,
    TODAY,
    days,
    debt,
    ledger,
    quick,
    scenario,
    step,
)

from relance_avancee.core.channels import CHANNELS, Channel, Channels
from relance_avancee.core.decide import channels, grouping
from relance_avancee.core.decide.channels import (
    free_day,
    rested,
    select,
)
from relance_avancee.core.decide.forecast import forecast_debtor
from relance_avancee.core.values import (
    ChannelPolicy,
    Debtor,
    Past,
    Step,
)

ORDER = ("email", "letter", "sms", "call")
EVERYWHERE = frozenset(CHANNELS.contacts)


def a_step(*own, kind="reminder", spare=ORDER) -> Step:
    return Step(1, 1, 5, kind, own, spare=spare)


def a_debtor(*reachable, recent=(), **policy) -> Debtor:
    policy.setdefault("order", ORDER)
    return Debtor(
        1,
        1,
        channels=frozenset(reachable or EVERYWHERE),
        policy=ChannelPolicy(**policy),
        recent=tuple((used, TODAY - days(ago)) for used, ago in recent),
    )


# === WHICH ===


@pytest.mark.parametrize(
    ("own", "reachable", "found"),
    [
        pytest.param(["email"], ["email", "letter"], ("email",), id="its own"),
        pytest.param(["email"], ["letter", "sms"], ("letter",), id="no e-mail: letter"),
        pytest.param(["email"], ["sms", "call"], ("sms",), id="the first of the order"),
        pytest.param(
            ["email", "sms"], ["sms", "letter"], ("sms",), id="one of two is enough"
        ),
        pytest.param(
            ["email", "task"], ["letter"], ("task", "letter"), id="the task stays"
        ),
        pytest.param(["task"], ["email"], ("task",), id="a task needs no substitute"),
        pytest.param(["email"], [], ("letter",), id="everywhere but"),
    ],
)
def test_what_the_step_leaves_by(own, reachable, found):
    reachable = reachable or EVERYWHERE - {"email"}
    assert select(a_step(*own), a_debtor(*reachable)) == found


def test_without_an_order_nothing_takes_over():
    assert select(a_step("email"), a_debtor("letter", order=())) == ()


def test_a_substitute_needs_something_to_say():
    debtor = a_debtor("sms", "letter", order=("sms", "letter"))
    assert select(a_step("email", spare=("letter",)), debtor) == ("letter",)
    assert select(a_step("email", spare=()), debtor) == ()


def test_what_the_debtor_refuses_is_replaced():
    debtor = a_debtor(forbidden=frozenset({"email", "letter"}))
    assert select(a_step("email"), debtor) == ("sms",)
    everything = a_debtor(forbidden=EVERYWHERE)
    assert select(a_step("email", "call"), everything) == ()


@pytest.mark.parametrize("kind", ["formal_notice", "litigation"])
def test_a_formal_notice_is_neither_a_text_message_nor_a_call(kind):
    notice = a_step("letter", kind=kind)
    assert select(notice, a_debtor("sms", "call")) == ()
    assert select(notice, a_debtor("sms", "email")) == ("email",)


def test_a_channel_given_up_is_replaced_in_order():
    tried = frozenset({"email"})
    assert select(a_step("email"), a_debtor(), tried) == ("letter",)
    tried = frozenset({"email", "letter", "sms", "call"})
    assert select(a_step("email"), a_debtor(), tried) == ()


@pytest.mark.parametrize(
    ("own", "kind", "preferred", "found"),
    [
        pytest.param(["email"], "reminder", "letter", ("letter",), id="instead"),
        pytest.param(
            ["email", "sms"], "reminder", "letter", ("letter",), id="instead of both"
        ),
        pytest.param(
            ["email", "call"], "reminder", "letter", ("letter", "call"), id="call stays"
        ),
        pytest.param(["email"], "formal_notice", "letter", ("email",), id="formal"),
        pytest.param(["call"], "reminder", "letter", ("call",), id="a call is a call"),
        pytest.param(["task"], "reminder", "letter", ("task",), id="a task is a task"),
    ],
)
def test_the_preferred_channel(own, kind, preferred, found):
    debtor = a_debtor(preferred=(preferred,))
    assert select(a_step(*own, kind=kind), debtor) == found


def test_a_preferred_channel_of_no_use_changes_nothing():
    assert select(a_step("email"), a_debtor("email", preferred=("letter",))) == (
        "email",
    )


# === HOW OFTEN ===


def test_a_cap_rests_for_seven_days():
    debtor = a_debtor(caps={"email": 1}, recent=[("email", 6)])
    assert rested(("email",), debtor, TODAY) == ()
    assert free_day("email", debtor, TODAY) == TODAY + days(1)
    assert rested(("email",), debtor, TODAY + days(1)) == ("email",)


@pytest.mark.parametrize(
    ("recent", "wait"),
    [([1], 0), ([1, 3], 4), ([1, 3, 6], 4), ([0, 0], 0), ([0, 1], 6), ([7, 8, 9], 0)],
)
def test_the_cap_counts_any_seven_days(recent, wait):
    debtor = a_debtor(caps={"call": 2}, recent=[("call", ago) for ago in recent])
    assert free_day("call", debtor, TODAY) == TODAY + days(wait)


def test_a_channel_that_rests_is_not_replaced():
    debtor = a_debtor(caps={"email": 1}, recent=[("email", 1)])
    case = ledger(
        debt(10),
        scenarios=(scenario(5),),
        channels=EVERYWHERE,
        policy=debtor.policy,
        recent=debtor.recent,
    )
    (decision,) = case.decide()
    assert (decision.kind, decision.reason) == ("wait", "weekly_cap")
    # free on the 21st, a Tuesday
    assert decision.date == TODAY + days(6)


def test_the_other_channels_of_the_step_leave_without_it():
    debtor = a_debtor(caps={"email": 1}, recent=[("email", 1)])
    assert rested(("email", "letter"), debtor, TODAY) == ("letter",)
    # alone, a task would take the level without reaching anybody
    assert rested(("email", "task"), debtor, TODAY) == ()
    assert rested(("task",), debtor, TODAY) == ("task",)


def test_no_cap_by_hand():
    debtor = a_debtor(caps={"email": 1}, recent=[("email", 1)])
    case = ledger(debt(10), policy=debtor.policy, recent=debtor.recent)
    (decision,) = case.decide(by_hand=step(5))
    assert (decision.kind, decision.channels) == ("send", ("email",))


# === AFTER A FAILURE ===

FAILED = scenario(5)


def failed_by(*used, tried=1, reachable=EVERYWHERE):
    """A debt whose first step failed by these channels, ``tried`` days ago."""
    first = FAILED.steps[0]._replace(spare=ORDER)
    of = FAILED._replace(steps=(first,))
    past = Past(
        given_up=frozenset((first.id, channel) for channel in used),
        tried=None if tried is None else TODAY - days(tried),
    )
    return ledger(
        debt(10),
        scenarios=(of,),
        past={1: past},
        channels=frozenset(reachable),
        policy=ChannelPolicy(ORDER),
    )


def test_the_next_channel_takes_the_level_the_failure_gave_back():
    case = failed_by("email")
    (message,) = grouping.messages(case.decide(), case.scenarios, case.debtor)
    assert message.channels == ("letter",)
    assert message.lines[0].step.id == FAILED.steps[0].id


def test_not_on_the_day_of_the_failure():
    (decision,) = failed_by("email", tried=0).decide()
    assert (decision.kind, decision.reason) == ("wait", "tried_today")
    assert decision.date == TODAY + days(1)
    # what was never tried (no address when it was planned) need not wait
    (decision,) = failed_by("email", tried=None).decide()
    assert decision.channels == ("letter",)


def test_after_the_last_channel_somebody_must_look():
    case = failed_by("email", "letter", reachable=("email", "letter"))
    assert case.reasons() == ["failed"]


def test_what_will_be_tried_again_is_not_replaced():
    case = failed_by("email")
    past = {1: case.past[1]._replace(failed=frozenset({FAILED.steps[0].id}))}
    assert case._replace(past=past).reasons() == ["failed"]


def test_one_message_when_one_debt_had_to_change_channel():
    case = failed_by("email")
    case = case._replace(debts=(*case.debts, debt(12, id=2)))
    (message,) = grouping.messages(case.decide(), case.scenarios, case.debtor)
    assert message.channels == ("letter",)
    assert [line.debt.id for line in message.lines if line.step] == [2, 1]


# === ALWAYS ===

some = st.sets(st.sampled_from(sorted(CHANNELS.contacts))).map(frozenset)
steps = st.builds(
    lambda own, kind, spare: a_step(*sorted(own), kind=kind, spare=spare),
    st.sets(st.sampled_from(ALL_CHANNELS), min_size=1, max_size=3),
    st.sampled_from(("reminder", "formal_notice")),
    some.map(tuple),
)
policies = st.builds(
    ChannelPolicy,
    order=st.permutations(ORDER).map(tuple),
    caps=st.dictionaries(st.sampled_from(ORDER), st.integers(0, 3)),
    preferred=some.map(sorted).map(tuple),
    forbidden=some,
    registry=st.just(CHANNELS),
)
contacts = st.lists(
    st.tuples(st.sampled_from(ORDER), st.integers(0, 9).map(lambda n: TODAY - days(n)))
).map(tuple)
debtors = st.builds(
    lambda reachable, policy, recent: Debtor(
        1, 1, channels=reachable, policy=policy, recent=recent
    ),
    some,
    policies,
    contacts,
)


@quick
@given(steps, debtors, some)
def test_nobody_is_reached_by_what_he_refuses_or_does_not_have(a, debtor, tried):
    for channel in select(a, debtor, tried):
        if channel != "task":
            assert channel in debtor.channels
            assert channel not in debtor.policy.forbidden
            assert channel not in tried


@quick
@given(steps, debtors, some)
def test_at_most_one_channel_is_not_the_steps_own(a, debtor, tried):
    found = select(a, debtor, tried)
    assert len(found) == len(set(found))
    foreign = set(found) - set(a.channels)
    assert len(foreign) <= 1
    assert foreign <= set(a.spare)
    if a.kind != "reminder":
        assert foreign <= set(CHANNELS.formal)
    if not channels.reaches(a.channels):
        assert not channels.reaches(found)
    # a substitute stands alone among what is written
    if foreign:
        assert len(set(CHANNELS.written).intersection(found)) <= 1


@quick
@given(steps, debtors)
def test_no_more_contacts_in_seven_days_than_the_cap(a, debtor):
    for channel in rested(select(a, debtor), debtor, TODAY):
        cap = debtor.policy.caps.get(channel)
        days_used = {
            day
            for used, day in debtor.recent
            if used == channel and day > TODAY - channels.WEEK
        }
        assert not cap or len(days_used) < cap


@quick
@given(steps, debtors)
def test_a_cap_ends(a, debtor):
    found = select(a, debtor)
    assert rested(found, debtor, TODAY + channels.WEEK) == found


@quick
@given(st.integers(1, 3), st.sets(st.integers(1, 30), min_size=4, max_size=9))
def test_a_forecast_keeps_the_caps(cap, delays):
    of = scenario(*sorted(delays), min_gap_days=0)
    policy = ChannelPolicy(caps={"email": cap})
    debtor = Debtor(1, 1, channels=frozenset({"email"}), policy=policy)
    planned = forecast_debtor([debt(3)], {1: of}, debtor, {}, TODAY, 99)
    sent = [item.date for item in planned]
    assert len(sent) == len(delays)
    for day in sent:
        week = [other for other in sent if day - channels.WEEK < other <= day]
        assert len(week) <= cap


# === A CHANNEL FROM OUTSIDE ===

FAX = Channel("fax", "Fax", "send_fax", automatic=True, contact="fax")
NOTE = Channel("note", "Note", "make_note", reaches=False, written=False)
MORE = Channels((*CHANNELS, FAX, NOTE))


def outside(**values):
    values = {"channels": frozenset({"fax", "email"}), **values}
    return Debtor(1, 1, policy=ChannelPolicy(registry=MORE, order=("fax",)), **values)


def test_a_channel_from_outside_is_used_like_the_others():
    assert select(a_step("fax"), outside()) == ("fax",)
    # it is written: a customer who prefers it gets it instead of the e-mail
    debtor = outside()
    likes = debtor._replace(policy=debtor.policy._replace(preferred=("fax",)))
    assert select(a_step("email", spare=("fax",)), likes) == ("fax",)
    # and it stands in for an address that is missing
    unknown = debtor._replace(channels=frozenset({"fax"}))
    assert select(a_step("email", spare=("fax",)), unknown) == ("fax",)


def test_what_reaches_nobody_needs_no_address_whoever_brings_it():
    assert select(a_step("note"), outside()) == ("note",)
    assert not MORE.reaches(["note", "task"])
    assert MORE.reaches(["note", "fax"])


def test_a_channel_that_is_not_formal_replaces_no_notice():
    notice = a_step("email", kind="formal_notice", spare=("fax",))
    assert select(notice, outside(channels=frozenset({"fax"}))) == ()


def test_a_channel_whose_module_is_gone_reached_somebody():
    assert CHANNELS["fax"].reaches and CHANNELS["fax"].code == "other"
    assert "other" not in [channel.code for channel in CHANNELS.chosen]
