"""The French of the add-on is complete and follows the code."""

import io
import re
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export

I18N = Path(__file__).parents[2] / "i18n"
# What a translation must keep as it is.
PLACEHOLDERS = r"%\(\w+\)[a-z+]+|%s|\{\{.*?\}\}|t-out=\"[^\"]*\""


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        buffer = io.BytesIO()
        trans_export(None, ["relance_avancee"], buffer, "po", cls.env)
        cls.exported = polib.pofile(buffer.getvalue().decode())
        cls.template = polib.pofile(str(I18N / "relance_avancee.pot"))
        cls.french = polib.pofile(str(I18N / "fr.po"))

    def terms(self, catalogue):
        return {entry.msgid for entry in catalogue}

    def test_template_follows_code(self):
        """Terms of the code, the views and the data are those of the template."""
        code, template = self.terms(self.exported), self.terms(self.template)
        self.assertFalse(code - template, "new terms: export the template again")
        self.assertFalse(template - code, "terms gone: export the template again")

    def test_french_is_complete(self):
        """Every term has a French text that nobody needs to look at again."""
        translated = {
            entry.msgid
            for entry in self.french
            if entry.msgstr and not entry.fuzzy and not entry.obsolete
        }
        self.assertTrue(translated)
        self.assertFalse(self.terms(self.template) - translated)

    def test_french_keeps_placeholders(self):
        """Values and expressions are the same ones in both languages."""
        for entry in self.french:
            with self.subTest(term=entry.msgid):
                self.assertCountEqual(
                    re.findall(PLACEHOLDERS, entry.msgid),
                    re.findall(PLACEHOLDERS, entry.msgstr),
                )

    def test_french_typography(self):
        """No ordinary space before a double punctuation mark."""
        for entry in self.french:
            text = re.sub(r"<[^>]*>", "", entry.msgstr)
            with self.subTest(term=entry.msgid):
                self.assertNotRegex(text, r" [:;!?»]|« ")
