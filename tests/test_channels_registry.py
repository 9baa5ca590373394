"""Nobody but the registry lists channels, and the registry forgets no part of one."""

import ast
import re
from pathlib import Path

import pytest

from relance_avancee.core.channels import CHANNELS, OTHER

ROOT = Path(__file__).resolve().parents[1]
CODES = {channel.code for channel in CHANNELS} - {OTHER.code}
# The registry itself, and the words of its channels.
ALLOWED = {
    "relance_avancee/core/channels.py",
    "relance_avancee/models/channels/dunning_channel.py",
}


def tracked(ending):
    """Files of the add-ons and of the scripts; tests say what they mean by hand."""
    return [
        path
        for folder in ("relance_avancee", "relance_avancee_sale", "setup")
        for path in sorted((ROOT / folder).rglob(f"*.{ending}"))
        if not {"tests", "migrations"} & set(path.relative_to(ROOT).parts)
    ]


def quoted(text):
    """Channel codes in quotes, as in a statement or an expression of a view."""
    return CODES.intersection(re.findall(r"['\"](\w+)['\"]", text))


def named(node):
    """Channel codes that one expression lists."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        values = node.elts
    elif isinstance(node, ast.Dict):
        values = [*node.keys, *node.values]
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        return quoted(node.value)
    else:
        return set()
    return {v.value for v in values if isinstance(v, ast.Constant)} & CODES


def lists(source):
    """Lines of a Python source on which two channels or more are listed."""
    return [node.lineno for node in ast.walk(ast.parse(source)) if len(named(node)) > 1]


def test_a_list_is_seen():
    """The guard below is worth something only if it sees a culprit."""
    assert lists("x = ('email', 'sms')")
    assert lists("x = {'email': 1, 'letter': 2}")
    assert lists("x = [('email', 'E-mail')]") == []
    assert lists('''x = "channel IN ('call', 'task')"''')
    assert lists("x = 'call'") == []


@pytest.mark.parametrize("path", tracked("py"), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_source_lists_channels(path):
    found = lists(path.read_text())
    assert not found or str(path.relative_to(ROOT)) in ALLOWED


def test_the_exceptions_are_needed():
    assert all(lists((ROOT / name).read_text()) for name in ALLOWED if "models" in name)


@pytest.mark.parametrize("ending", ["xml", "js"])
def test_no_view_lists_channels(ending):
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked(ending)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(quoted(line)) > 1
    ]
    assert not wrong


@pytest.mark.parametrize("channel", list(CHANNELS), ids=lambda channel: channel.code)
def test_no_part_of_a_channel_is_missing(channel):
    assert channel.label and channel.icon.startswith("fa-")
    assert bool(channel.contact) == bool(channel.missing)
    if channel.step_field and channel.reaches:
        assert channel.contact and channel.use_field
    # a work of its own or nobody's: what is not automatic waits in somebody's list
    if channel.step_field:
        assert channel.automatic != bool(channel.work)


@pytest.mark.parametrize("channel", CHANNELS.chosen, ids=lambda channel: channel.code)
def test_it_can_be_ticked_on_both_forms_of_a_step(channel):
    views = ROOT / "relance_avancee" / "views" / "records"
    for name in ("dunning_scenario_views.xml", "dunning_step_views.xml"):
        assert f'name="{channel.step_field}"' in (views / name).read_text()


@pytest.mark.parametrize("channel", CHANNELS.uses, ids=lambda channel: channel.code)
def test_a_customer_can_say_what_it_thinks_of_it(channel):
    view = ROOT / "relance_avancee" / "views" / "records" / "res_partner_views.xml"
    assert f'name="{channel.use_field}"' in view.read_text()


@pytest.mark.parametrize("channel", CHANNELS.chosen, ids=lambda channel: channel.code)
def test_somebody_hands_it_over(channel):
    sources = (ROOT / "relance_avancee" / "models").rglob("*.py")
    assert any(f"def {channel.sender}(self, today)" in s.read_text() for s in sources)
