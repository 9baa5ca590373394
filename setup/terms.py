"""Run by setup/terms inside an Odoo shell: writes the template and completes fr.po."""

import io
import os
import sys
from pathlib import Path

import polib

from odoo.tools.translate import trans_export


def main(env, addon):
    """Bring the catalogues of one add-on in step with its code."""
    folder = Path(os.environ["ROOT"]) / addon / "i18n"
    buffer = io.BytesIO()
    trans_export(None, [addon], buffer, "po", env)
    template = polib.pofile(buffer.getvalue().decode(), wrapwidth=78)
    french = polib.pofile(str(folder / "fr.po"), wrapwidth=78)
    known = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in french}
    template.save(str(folder / f"{addon}.pot"))

    missing = []
    for entry in template:
        entry.msgstr = known.get((entry.msgctxt, entry.msgid), "")
        if not entry.msgstr:
            missing.append(entry)
    template.header, template.metadata = french.header, french.metadata
    template.save(str(folder / "fr.po"))
    for entry in missing:
        sys.stdout.write(f"to translate: {entry.msgid!r}  ({entry.comment})\n")
    sys.stdout.write(f"{addon}: {len(template)} terms, {len(missing)} to translate\n")


for name in os.environ["ADDONS"].split():
    main(env, name)  # noqa: F821 - the shell's
