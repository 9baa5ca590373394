"""What must agree between the files of this repository."""

import ast
import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[1]
ADDON = ROOT / "relance_avancee"
CORE = sorted((ADDON / "core").rglob("*.py"))
ADDONS = sorted(path.parent for path in ROOT.glob("*/__manifest__.py"))
CATALOGUES = sorted(path for addon in ADDONS for path in addon.glob("i18n/*.po"))

# A rule gets its date as an argument; these read the clock, or the process around it.
CLOCKS = {"today", "now", "utcnow", "time", "monotonic", "getenv", "environ"}


def manifest(addon=ADDON):
    return ast.literal_eval((addon / "__manifest__.py").read_text())


def requirements(path):
    lines = (line.split("#")[0].strip() for line in path.read_text().splitlines())
    return {re.split(r"[<>=!~; \[]", line)[0].lower() for line in lines if line}


def tree(path):
    return ast.parse(path.read_text(), filename=str(path))


def short(path):
    return str(path.relative_to(ROOT))


def imported_modules(node):
    """Names that an import statement asks for; relative ones start with their dots."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return ["." * node.level + (node.module or "")]
    return []


def clock_reads(path):
    return [
        f"{short(path)}:{node.lineno} {ast.unparse(node)}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in CLOCKS
        and ast.unparse(node.value).split(".")[-1] in ("date", "datetime", "time", "os")
    ]


def public_definitions(body):
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            if not node.name.startswith("_"):
                yield node
                if isinstance(node, ast.ClassDef):
                    yield from public_definitions(node.body)


def test_requirements_are_those_of_the_manifest():
    declared = manifest().get("external_dependencies", {}).get("python", [])
    assert requirements(ROOT / "requirements.txt") == {
        name.lower() for name in declared
    }


def test_every_test_requirement_is_pinned():
    pinned = requirements(ROOT / "setup" / "constraints.txt")
    asked = requirements(ROOT / "test-requirements.txt") | requirements(
        ROOT / "setup" / "odoo-requirements.txt"
    )
    assert asked <= pinned


def leaves_core(path, name):
    """Whether a relative import, with its dots, climbs out of the core."""
    dots = len(name) - len(name.lstrip("."))
    return dots > len(path.relative_to(ADDON / "core").parts)


@pytest.mark.parametrize("path", CORE, ids=short)
def test_core_does_without_odoo(path):
    beyond = [
        name
        for node in ast.walk(tree(path))
        for name in imported_modules(node)
        if name.split(".")[0] in ("odoo", "relance_avancee", "psycopg2")
        or leaves_core(path, name)
    ]
    assert not beyond


@pytest.mark.parametrize("path", CORE, ids=short)
def test_core_never_reads_the_clock(path):
    assert clock_reads(path) == []


@pytest.mark.parametrize("path", CORE, ids=short)
def test_core_explains_what_it_offers(path):
    module = tree(path)
    bare = [
        f"{short(path)}:{node.lineno} {node.name}"
        for node in public_definitions(module.body)
        if not ast.get_docstring(node)
    ]
    assert not bare


def test_clock_reads_are_seen(tmp_path, monkeypatch):
    """The guard above is worth something only if it sees a culprit."""
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    culprit = tmp_path / "culprit.py"
    culprit.write_text(
        "import datetime\ndatetime.date.today()\ndatetime.datetime.now()\n"
    )
    assert len(clock_reads(culprit)) == 2


@pytest.mark.parametrize("addon", ADDONS, ids=short)
def test_version_is_for_odoo_19(addon):
    assert re.fullmatch(r"19\.0\.\d+\.\d+\.\d+", manifest(addon)["version"])


def test_every_addon_is_known_to_the_scripts():
    """Tests, wheels and translations are made for those named there."""
    (line,) = re.findall(
        r"^ADDONS=\((.*)\)$", (ROOT / "setup" / "lib.sh").read_text(), re.MULTILINE
    )
    assert sorted(line.split()) == [addon.name for addon in ADDONS]


def test_changelog_tells_of_this_version():
    version = manifest()["version"]
    short_version = version.removeprefix("19.0.")
    headings = [
        line
        for line in (ROOT / "CHANGELOG.md").read_text().splitlines()
        if line.startswith("#")
    ]
    assert any(version in line or short_version in line for line in headings)


@pytest.mark.parametrize("addon", ADDONS, ids=short)
def test_manifest_files_exist(addon):
    content = manifest(addon)
    missing = [
        name
        for key in ("data", "demo")
        for name in content.get(key, [])
        if not (addon / name).is_file()
    ]
    assert not missing


@pytest.mark.parametrize("addon", ADDONS, ids=short)
def test_every_data_file_is_in_the_manifest(addon):
    content = manifest(addon)
    listed = {*content.get("data", []), *content.get("demo", [])}
    there = {
        str(path.relative_to(addon))
        for folder in ("data", "demo", "report", "security", "views", "wizard")
        for suffix in ("*.xml", "*.csv")
        for path in (addon / folder).rglob(suffix)
    }
    assert there - listed == set()


@pytest.mark.parametrize("addon", ADDONS, ids=short)
def test_french_is_there(addon):
    assert addon / "i18n" / "fr.po" in CATALOGUES


@pytest.mark.parametrize("path", CATALOGUES, ids=short)
def test_translations_are_complete(path):
    catalogue = polib.pofile(str(path))
    wanting = [
        entry.msgid
        for entry in catalogue
        if not entry.obsolete and (entry.fuzzy or not entry.translated())
    ]
    assert not wanting
    assert len(catalogue) > 0


@pytest.mark.parametrize("addon", ADDONS, ids=short)
def test_catalogue_and_template_agree(addon):
    """A text added to the code without its translation shows up here."""
    template = addon / "i18n" / f"{addon.name}.pot"
    assert template.is_file()
    texts = {e.msgid for e in polib.pofile(str(template)) if not e.obsolete}
    french = {
        e.msgid for e in polib.pofile(str(addon / "i18n" / "fr.po")) if not e.obsolete
    }
    assert texts == french


@pytest.mark.parametrize("addon", ADDONS, ids=short)
def test_every_odoo_test_file_is_imported(addon):
    """Odoo runs only what ``tests/__init__.py`` imports, and says nothing of the rest."""
    there = {path.stem for path in (addon / "tests").rglob("test_*.py")}
    tree = ast.parse((addon / "tests" / "__init__.py").read_text())
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert there and there <= imported
