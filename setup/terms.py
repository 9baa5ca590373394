"""Run by setup/terms inside an Odoo shell: writes the template and completes fr.po."""

import io
import os
import sys
from pathlib import Path

import polib

from odoo.tools.translate import trans_export

I18N = Path(os.environ["ROOT"]) / "relance_avancee" / "i18n"

buffer = io.BytesIO()
trans_export(None, ["relance_avancee"], buffer, "po", env)  # noqa: F821 - the shell's
template = polib.pofile(buffer.getvalue().decode(), wrapwidth=78)
french = polib.pofile(str(I18N / "fr.po"), wrapwidth=78)
known = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in french}
template.save(str(I18N / "relance_avancee.pot"))

missing = []
for entry in template:
    entry.msgstr = known.get((entry.msgctxt, entry.msgid), "")
    if not entry.msgstr:
        missing.append(entry)
template.header, template.metadata = french.header, french.metadata
template.save(str(I18N / "fr.po"))
for entry in missing:
    sys.stdout.write(f"to translate: {entry.msgid!r}  ({entry.comment})\n")
sys.stdout.write(f"{len(template)} terms, {len(missing)} to translate\n")
