"""Rights of the system are taken on purpose: said why, and after the caller was asked.

Three rules, read from the syntax of the add-ons:

- every ``sudo()`` has its reason beside it, in a comment ``# sudo: …``;
- a public method or a route asks the caller's right before its first ``sudo()``;
- a ``sudo()`` whose reason is that who may read one thing may read another asks
  whether the caller may read the first, in the same method, before.
"""

import ast
import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
ADDONS = ("relance_avancee", "relance_avancee_sale")
# What asks whether the caller may do something.
ASKS = {
    *("check_access", "has_access", "_filtered_access", "has_group", "has_groups"),
    *("_allowed", "_document_check_access", "_is_manager", "check_gateway"),
}
# Lines above a sudo() in which its reason may stand.
NEAR = 12
REASON = re.compile(r"\bsudo: ?(?P<reason>.*)")
RESTS_ON_READING = re.compile(r"\b(who|whoever) (may )?reads? ")
# Public methods that ask nobody, and why: (file, method).
UNASKED = {
    ("account_move.py", "button_cancel"): "core's own button asked first",
    ("account_move.py", "write"): "only after core's write, which asked",
    ("account_move_line.py", "write"): "only after core's write, which asked",
    ("account_partial_reconcile.py", "unlink"): "core's own unlink asked first",
    ("dunning_letter.py", "write"): "only ends activities; core's write asked first",
    ("dunning_payment_plan.py", "write"): "only refuses, then core's write asks",
    ("portal.py", "dunning_home"): "of the account's own customer only",
    ("res_company.py", "write"): "only after core's write, which asked",
    ("res_users.py", "write"): "only after core's write, which asked",
}


class Sudo(NamedTuple):
    """One place where the rights of the system are taken."""

    path: Path
    function: ast.FunctionDef
    line: int
    is_door: bool

    @property
    def place(self):
        return f"{self.path.relative_to(ROOT)}:{self.line} in {self.function.name}"

    @property
    def key(self):
        return self.path.name, self.function.name


def is_sudo(node):
    """``sudo()``, ``with_user(SUPERUSER_ID)`` or ``env(su=True)``."""
    if not isinstance(node, ast.Call):
        return False
    if any(
        keyword.arg == "su" and getattr(keyword.value, "value", None) is True
        for keyword in node.keywords
    ):
        return True
    name = getattr(node.func, "attr", "")
    if name == "sudo":
        # sudo(False) gives the rights back
        return not (node.args and getattr(node.args[0], "value", None) is False)
    return name == "with_user" and any(
        getattr(arg, "id", "") == "SUPERUSER_ID" for arg in node.args
    )


def is_route(function):
    return any(
        getattr(call, "id", getattr(call, "attr", "")) == "route"
        for decorator in function.decorator_list
        for call in (getattr(decorator, "func", decorator),)
    )


def get_functions(tree):
    """(function, whether clients may call it), each once, the outermost."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node, False
        elif isinstance(node, ast.ClassDef):
            for item in node.body:
                if isinstance(item, ast.FunctionDef):
                    yield item, not item.name.startswith("_") or is_route(item)


def get_end(node):
    """Where ``.sudo`` itself is written, in a chain of calls over several lines."""
    return getattr(node.func, "end_lineno", None) or node.lineno


def read_sudos(path):
    for function, is_door in get_functions(ast.parse(path.read_text())):
        for node in ast.walk(function):
            if is_sudo(node):
                yield Sudo(path, function, get_end(node), is_door)


def read_all():
    paths = [
        path
        for addon in ADDONS
        for path in sorted((ROOT / addon).rglob("*.py"))
        if "tests" not in path.parts
    ]
    return [sudo for path in paths for sudo in read_sudos(path)]


def get_reason(sudo):
    """What is said of this one, nearest first; None when nothing is."""
    lines = sudo.path.read_text().splitlines()
    first = max(sudo.function.lineno, sudo.line - NEAR)
    for number in range(sudo.line, first - 1, -1):
        if found := REASON.search(lines[number - 1]):
            reason = [found["reason"]]
            # a reason of several lines
            for line in lines[number : sudo.line]:
                if not line.strip().startswith("#"):
                    break
                reason.append(line.strip().lstrip("# "))
            return " ".join(reason)
    return None


def is_asked(sudo):
    """Whether the caller's right was asked in the method, before."""
    for node in ast.walk(sudo.function):
        if isinstance(node, ast.Call) and get_end(node) <= sudo.line:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in ASKS or name.startswith("_check"):
                return True
    return False


SUDOS = read_all()


def test_they_are_found():
    assert len(SUDOS) > 100
    parts = {part for sudo in SUDOS for part in sudo.path.parts}
    assert parts >= {"models", "controllers", "wizard"}


def test_each_says_why():
    silent = [sudo.place for sudo in SUDOS if not get_reason(sudo)]
    assert not silent, "no '# sudo: reason' beside:\n" + "\n".join(silent)


def test_doors_ask_first():
    unasked = [
        sudo.place
        for sudo in SUDOS
        if sudo.is_door and not is_asked(sudo) and sudo.key not in UNASKED
    ]
    assert not unasked, "the caller's right is not asked before:\n" + "\n".join(unasked)


def test_who_rests_on_reading_asks_whether_one_may_read():
    unasked = [
        f"{sudo.place}: {get_reason(sudo)}"
        for sudo in SUDOS
        if RESTS_ON_READING.search(get_reason(sudo) or "") and not is_asked(sudo)
    ]
    assert not unasked, "\n".join(unasked)


def test_the_list_of_the_unasked_is_not_longer_than_needed():
    needed = {sudo.key for sudo in SUDOS if sudo.is_door and not is_asked(sudo)}
    assert set(UNASKED) <= needed
