"""The registries of channels and figures: no part of a member is missing anywhere."""

from odoo.tests import tagged

from ..common import TODAY, DunningCommon, days


@tagged("post_install", "-at_install")
class TestRegistry(DunningCommon):
    def test_selections_are_the_registry(self):
        known = self.env["dunning.channel"]._get_registry()
        codes = [channel.code for channel in known]
        for model in (
            "dunning.action",
            "dunning.action.line",
            "dunning.report.contact",
        ):
            field = self.env[model]._fields["channel"]
            self.assertEqual(field.get_values(self.env), codes, model)
        reaching = [channel.code for channel in known.chosen if channel.reaches]
        settings = self.env["dunning.channel"]._fields["channel"]
        self.assertEqual(settings.get_values(self.env), reaching)
        chosen = self.env["dunning.send"]._fields["channel"]
        self.assertEqual(
            chosen.get_values(self.env), [channel.code for channel in known.chosen]
        )

    def test_what_a_channel_names_exists(self):
        step, partner = self.env["dunning.step"], self.env["res.partner"]
        conditions = self.env["dunning.ledger"]._get_contact_conditions()
        kinds = self.env["dunning.work.kind"].search([]).mapped("code")
        for channel in self.env["dunning.channel"]._get_registry():
            with self.subTest(channel.code):
                for name in filter(None, (channel.step_field, channel.text_field)):
                    self.assertIn(name, step._fields)
                if channel.use_field:
                    self.assertTrue(
                        partner._fields[channel.use_field].company_dependent
                    )
                    self.assertIn(channel.use_field, partner._get_dunning_by_hand())
                if channel.contact:
                    self.assertIn(channel.contact, conditions)
                if channel.work:
                    self.assertIn(channel.work, kinds)
                if channel.step_field:
                    self.assertTrue(hasattr(self.Action, channel.sender))

    def test_words_are_the_readers(self):
        self.speak_french(self.partner)
        channel = self.env["dunning.channel"]
        english = [found.label for found in channel._get_registry()]
        french = channel.with_context(lang="fr_FR")._get_registry()
        self.assertEqual(len(french.chosen), len(english) - 1)
        for found in channel._get_registry():
            self.assertTrue(found.label)
            self.assertEqual(bool(found.contact), bool(found.missing))

    def test_no_channel_says_which_contact_is_missing(self):
        for channel in self.env["dunning.channel"]._get_registry().chosen:
            text = self.env["dunning.explanation"]._no_channel([channel.code])
            self.assertIn(channel.missing or "a contact", text)

    def test_every_figure_opens_rows_of_its_own(self):
        service, opened = self.env["dunning.figures"], {}
        for name, figure in service._get_figures().items():
            with self.subTest(name):
                self.assertTrue(figure.label and figure.definition)
                action = service._get_rows_action(
                    name, service._get_domain(self.company), days(-30), TODAY
                )
                opened[name] = action["res_model"]
                self.assertEqual(action["name"], figure.label)
                self.env[action["res_model"]].with_context(
                    **action["context"]
                ).search_count(action["domain"])
        self.assertEqual(opened["dispute_rate"], "dunning.report.dispute")
        self.assertEqual(opened["invoiced"], "dunning.report.movement")
        self.assertEqual(opened["cei"], "dunning.report.balance")

    def test_a_figure_without_rows_opens_nothing_else(self):
        """It once opened the disputes."""
        service = self.env["dunning.figures"]
        figure = service._get_figures()["dso"]._replace(rows="unheard_of")
        self.patch(type(service), "_get_figures", lambda _model: {"odd": figure})
        with self.assertRaises(AttributeError):
            service._get_rows_action("odd", [], days(-30), TODAY)
