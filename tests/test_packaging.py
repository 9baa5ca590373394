"""The add-on as a Python package: built, complete, and installable from elsewhere."""

import os
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ADDON = ROOT / "relance_avancee"
DATABASE = f"relance_wheel_{os.getpid()}"


def run(*command, **options):
    """Run a command; on failure show what it printed."""
    done = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """The folder of the wheels, one for each add-on."""
    folder = tmp_path_factory.mktemp("wheel")
    run(ROOT / "setup" / "wheel", folder)
    return folder


@pytest.fixture(scope="module")
def wheel(wheels):
    (path,) = wheels.glob("odoo_addon_relance_avancee-*.whl")
    return path


@pytest.fixture(scope="module")
def site(wheel, tmp_path_factory):
    """A folder that holds the package as pip installs it, outside of the checkout."""
    folder = tmp_path_factory.mktemp("site")
    run(
        sys.executable, "-m", "pip", "install", "--no-deps", "--no-index",
        "--no-cache-dir", "--target", folder, wheel,
    )  # fmt: skip
    return folder


def metadata(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode())


def source_files():
    """What git tracks of the add-on, or every file where there is no git."""
    if (ROOT / ".git").exists():
        tracked = run("git", "ls-files", "-z", cwd=ADDON)
        return {Path(name) for name in tracked.split("\0") if (ADDON / name).is_file()}
    return {
        path.relative_to(ADDON)
        for path in ADDON.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_wheel_says_what_it_is(wheel):
    about = metadata(wheel)
    assert about["Name"].replace("_", "-") == "odoo-addon-relance-avancee"
    assert about["Version"].startswith("19.0.")
    needs = {
        text.replace(" ", "").split(">")[0] for text in about.get_all("Requires-Dist")
    }
    wanted = {
        line.strip()
        for line in (ROOT / "requirements.txt").read_text().splitlines()
        if line.strip() and not line.startswith("#")
    }
    assert wanted <= needs
    assert any(need.startswith("odoo==19.0") for need in needs)


def test_bridge_to_sales_is_a_package_of_its_own(wheels):
    (path,) = wheels.glob("odoo_addon_relance_avancee_sale-*.whl")
    needs = [text.replace("_", "-") for text in metadata(path).get_all("Requires-Dist")]
    assert any(need.startswith("odoo-addon-relance-avancee") for need in needs)
    with zipfile.ZipFile(path) as archive:
        inside = "odoo/addons/relance_avancee_sale/"
        found = {name.removeprefix(inside) for name in archive.namelist()}
    assert {"__manifest__.py", "views/sale_order_views.xml", "i18n/fr.po"} <= found


def test_wheel_has_every_file_of_the_addon(site):
    installed = site / "odoo" / "addons" / "relance_avancee"
    there = {
        path.relative_to(installed) for path in installed.rglob("*") if path.is_file()
    }
    # The build file is for building only.
    assert source_files() - there - {Path("pyproject.toml")} == set()
    assert (installed / "__manifest__.py").read_text() == (
        ADDON / "__manifest__.py"
    ).read_text()


@pytest.mark.slow
def test_odoo_installs_it_from_there(site, tmp_path):
    """Without the checkout on the add-ons path, as an administrator would have it."""
    state = ROOT / ".odoo"
    config = tmp_path / "odoo.conf"
    lines = (state / "odoo.conf").read_text().splitlines()
    addons = f"{site / 'odoo' / 'addons'}"
    config.write_text(
        "\n".join(
            line.replace(f",{ROOT}", f",{addons}") if "addons_path" in line else line
            for line in lines
        )
    )
    assert addons in config.read_text()
    run(ROOT / "setup" / "testdb", DATABASE, "--bare")
    try:
        # in-env knows the server; our configuration replaces the usual one.
        odoo = [ROOT / "setup" / "in-env", "env", f"ODOO_RC={config}"]
        odoo += ["python", "-m", "odoo"]
        run(
            *odoo, "-d", DATABASE, "-i", "relance_avancee", "--no-http",
            "--stop-after-init", "--max-cron-threads=0", cwd=tmp_path,
        )  # fmt: skip
        script = (
            "import odoo.addons.relance_avancee as addon;"
            "state = env['ir.module.module']._get('relance_avancee').state;"
            "print('RESULT', state, addon.__file__)"
        )
        output = run(
            *odoo,
            "shell",
            "-d",
            DATABASE,
            "--no-http",
            input=script,
            cwd=tmp_path,
        )
        assert f"RESULT installed {addons}" in output
    finally:
        run(ROOT / "setup" / "testdb", "--drop", DATABASE)
