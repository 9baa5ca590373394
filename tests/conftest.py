"""Let the tests import relance_avancee.core without Odoo.

Importing ``relance_avancee.core`` runs ``relance_avancee/__init__.py`` first, which
imports the models and therefore Odoo. A bare package in its place keeps Odoo out.
"""

import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

if "relance_avancee" not in sys.modules:
    bare = types.ModuleType("relance_avancee")
    bare.__path__ = [str(ROOT / "relance_avancee")]
    sys.modules["relance_avancee"] = bare
