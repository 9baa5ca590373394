"""Removing the add-on: what it says before, and the keys that must not stand in the way."""

from odoo.tests import Form

from ..common import DunningCommon


class TestUninstall(DunningCommon):
    def open_wizard(self, name):
        module = self.env["ir.module.module"].search([("name", "=", name)])
        return Form(
            self.env["base.module.uninstall"].with_context(
                default_module_ids=module.ids
            )
        )

    def test_the_proofs_that_go_are_counted(self):
        before = self.open_wizard("relance_avancee").dunning_proofs
        self.make_invoice()
        self.night()
        after = self.open_wizard("relance_avancee").dunning_proofs
        self.assertEqual(after - before, 1)

    def test_another_module_takes_none_of_them(self):
        self.make_invoice()
        self.night()
        self.assertFalse(self.open_wizard("snailmail").dunning_proofs)
