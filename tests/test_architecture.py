"""The wings of the add-on and the imports between them, drawn from the source alone.

Python imports may only go down: cockpit, portal, trials; then commitments, payment_plan,
late_fees, channels; then engine; then records; then core. ``pytest -s`` shows both
drawings, also the one of the models called by name (``self.env["dunning.x"]``), which is
free: an override door may call anything.
"""

import ast
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ADDON = ROOT / "relance_avancee"
FLOORS = [
    {"core"},
    {"records"},
    {"engine"},
    {"channels", "commitments", "late_fees", "payment_plan"},
    {"cockpit", "portal", "trials"},
]
FLOOR = {wing: number for number, wings in enumerate(FLOORS) for wing in wings}
# Beside the wings: words, field types and helpers that every floor may use.
SHARED = {"const", "fields", "tools"}
# What a subject of the core may use of the others; values and calendars are everybody's.
CORE = {
    "decide": {"law", "mail", "pay"},
    "figures": set(),
    "law": set(),
    "mail": set(),
    "pay": set(),
    "plan": {"decide", "pay"},
}
PACKAGES = sorted(
    path
    for folder in ("controllers", "models", "tests", "wizard")
    for path in (ADDON / folder).rglob("__init__.py")
)
SUBJECTS = sorted((ADDON / "core").glob("*/__init__.py"))


def short(path):
    return str(path.relative_to(ADDON))


def tree(path):
    return ast.parse(path.read_text(), filename=str(path))


def parts(path):
    """Dotted name of a file inside the add-on, as a list."""
    found = list(path.relative_to(ADDON).with_suffix("").parts)
    return found[:-1] if found[-1] == "__init__" else found


def imports(path):
    """(line, dotted name inside the add-on as a list) of what a file imports of it."""
    package = parts(path) if path.name == "__init__.py" else parts(path)[:-1]
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.ImportFrom):
            continue
        module = (node.module or "").split(".") if node.module else []
        if node.level:
            base = package[: len(package) - node.level + 1] + module
        elif module[:3] == ["odoo", "addons", "relance_avancee"]:
            base = module[3:]
        else:
            continue
        for alias in node.names:
            yield node.lineno, [*base, alias.name]


def wing(name):
    """The wing of a dotted name; None for what has none."""
    if name[:1] == ["core"]:
        return "core"
    return name[1] if len(name) > 1 and name[0] == "models" else None


def climbs(source, target):
    """Whether an import goes up, or sideways into another wing of the same floor."""
    if source == target or target is None:
        return False
    return FLOOR[target] >= FLOOR[source]


def arrows(folder="models"):
    """(source wing, target wing, place) of every import between wings."""
    for path in sorted((ADDON / folder).rglob("*.py")):
        source = wing(parts(path))
        if source not in FLOOR or parts(path) == [folder]:
            continue
        for line, name in imports(path):
            target = wing(name)
            if target and target != source:
                yield source, target, f"{short(path)}:{line}"


def models():
    """The wing of the file that names each model of ours."""
    found = {}
    for path in sorted((ADDON / "models").rglob("*.py")):
        for node in tree(path).body:
            for item in getattr(node, "body", ()):
                if (
                    isinstance(item, ast.Assign)
                    and getattr(item.targets[0], "id", "") == "_name"
                    and isinstance(item.value, ast.Constant)
                ):
                    found.setdefault(item.value.value, set()).add(wing(parts(path)))
    return {name: min(wings, key=FLOOR.get) for name, wings in found.items()}


def calls():
    """(source wing, wing of the model) of every model called by its name."""
    known = models()
    for path in sorted((ADDON / "models").rglob("*.py")):
        source = wing(parts(path))
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.Subscript)
                and ast.unparse(node.value).split(".")[-1] == "env"
                and isinstance(node.slice, ast.Constant)
                and node.slice.value in known
            ):
                yield source, known[node.slice.value]


def draw(title, found):
    """One line for each wing, highest first: what it needs, and how often."""
    counts = defaultdict(Counter)
    for source, target, *_place in found:
        if source != target:
            counts[source][target] += 1
    print(f"\n{title}")  # pylint: disable=print-used
    for source in sorted(counts, key=lambda name: (-FLOOR[name], name)):
        shown = ", ".join(f"{name} {n}" for name, n in counts[source].most_common())
        print(f"  {source:14} -> {shown}")  # pylint: disable=print-used


def test_every_model_has_a_wing():
    loose = [
        short(path)
        for path in (ADDON / "models").glob("*")
        if path.name not in ("__init__.py", "__pycache__") and path.name not in FLOOR
    ]
    assert not loose


def test_imports_go_down():
    found = list(arrows())
    draw("Imports between wings", found)
    up = [
        f"{place}: {source} imports {target}"
        for source, target, place in found
        if climbs(source, target)
    ]
    assert found and not up


def test_a_climbing_import_is_seen():
    """The guard above is worth something only if it sees a culprit."""
    assert climbs("records", "engine")
    assert climbs("engine", "cockpit")
    assert climbs("payment_plan", "commitments")
    assert not climbs("cockpit", "records")
    assert not climbs("engine", "core")


def test_models_called_by_name_are_drawn():
    """Not refused: doors may call up. It shows what still hangs together."""
    found = list(calls())
    draw("Models called by name", found)
    assert found


@pytest.mark.parametrize("path", sorted((ADDON / "core").rglob("*.py")), ids=short)
def test_core_stands_alone(path):
    wrong = []
    for node in ast.walk(tree(path)):
        names = (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom) and not node.level
            else []
        )
        wrong += [name for name in names if name.split(".")[0] in ("odoo", "psycopg2")]
    here = parts(path)
    subject = here[1] if len(here) > 2 else None
    for line, name in imports(path):
        if name[0] != "core":
            wrong.append(f"{line}: {'.'.join(name)}")
            continue
        other = name[1] if name[1] in CORE else None
        allowed = CORE.get(subject, set()) | {subject, None}
        if other not in allowed:
            wrong.append(f"{line}: {subject} uses {other}")
    assert not wrong


@pytest.mark.parametrize("path", PACKAGES, ids=short)
def test_packages_import_in_alphabetical_order(path):
    """Odoo needs a parent before its children: a file imports what its classes inherit."""
    found = [
        [alias.name for alias in node.names]
        for node in tree(path).body
        if isinstance(node, ast.ImportFrom)
    ]
    sources = [
        node.module or ""
        for node in tree(path).body
        if isinstance(node, ast.ImportFrom)
    ]
    assert sources == sorted(sources)
    assert all(names == sorted(names) for names in found)


@pytest.mark.parametrize("path", [*PACKAGES, *SUBJECTS], ids=short)
def test_packages_say_what_lives_there(path):
    assert ast.get_docstring(tree(path))


@pytest.mark.parametrize("path", PACKAGES, ids=short)
def test_packages_forget_nobody(path):
    folder = path.parent
    tests = "tests" in parts(path)
    there = {
        file.stem
        for file in folder.glob("*.py")
        if file.name != "__init__.py" and (not tests or file.name.startswith("test_"))
    }
    there |= {sub.parent.name for sub in folder.glob("*/__init__.py")}
    imported = {
        name
        for node in tree(path).body
        if isinstance(node, ast.ImportFrom)
        for name in (
            [alias.name for alias in node.names]
            if not node.module
            else [node.module.split(".")[0], *(alias.name for alias in node.names)]
        )
    }
    assert there <= imported


def inherits(path):
    """Names of the models that the classes of a file inherit."""
    for node in tree(path).body:
        for item in getattr(node, "body", ()):
            if (
                isinstance(node, ast.ClassDef)
                and isinstance(item, ast.Assign)
                and getattr(item.targets[0], "id", "") == "_inherit"
            ):
                value = ast.literal_eval(item.value)
                yield from [value] if isinstance(value, str) else value


@pytest.mark.parametrize("path", sorted((ADDON / "models").rglob("*.py")), ids=short)
def test_files_import_what_they_inherit(path):
    """Else the order of imports matters again."""
    homes = defaultdict(set)
    for file in (ADDON / "models").rglob("*.py"):
        for match in re.finditer(r'^    _name = "([\w.]+)"', file.read_text(), re.M):
            homes[match[1]].add(".".join(parts(file)))
    seen = {".".join(name) for _line, name in imports(path)}
    seen |= {".".join(name[:-1]) for _line, name in imports(path)}
    here = ".".join(parts(path))
    missing = [
        name
        for name in inherits(path)
        if name in homes and here not in homes[name] and not homes[name] & seen
    ]
    assert not missing


def test_a_model_lives_in_at_most_three_files():
    found = defaultdict(set)
    for path in (ADDON / "models").rglob("*.py"):
        for node in tree(path).body:
            if not isinstance(node, ast.ClassDef):
                continue
            values = {
                item.targets[0].id: ast.literal_eval(item.value)
                for item in node.body
                if isinstance(item, ast.Assign)
                and getattr(item.targets[0], "id", "") in ("_name", "_inherit")
            }
            name = values.get("_name") or values.get("_inherit")
            if isinstance(name, str):
                found[name].add(short(path))
    assert {name: files for name, files in found.items() if len(files) > 3} == {}


def test_views_data_and_wizards_have_the_same_wings():
    loose = [
        short(path)
        for folder in ("views", "wizard", "data", "tests")
        for path in (ADDON / folder).glob("*/")
        if path.is_dir()
        and path.name not in FLOOR
        and path.name not in ("__pycache__", "whole")
    ]
    assert not loose
