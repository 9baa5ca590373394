"""What a person answers, understood: by the rules, or by who takes their place."""

import datetime as dt
from unittest.mock import patch

from odoo.tests import TransactionCase

TODAY = dt.date(2026, 3, 12)
KEYS = ["intent", "quote", "date", "amount", "reference"]


class TestReply(TransactionCase):
    def classify(self, text, lang="fr_FR"):
        return self.env["dunning.action"]._classify_reply(text, lang, TODAY)

    def test_the_rules_answer_with_absolute_dates(self):
        self.assertEqual(
            self.classify(
                "Bonjour,\nJe vous règle 500 € vendredi, facture FAC/2026/00042."
            ),
            {
                "intent": "promise",
                "quote": "Je vous règle 500 € vendredi, facture FAC/2026/00042.",
                "date": dt.date(2026, 3, 13),
                "amount": 500.0,
                "reference": "FAC/2026/00042",
            },
        )

    def test_what_is_unsaid_is_none(self):
        said = self.classify("We dispute this invoice.", "en_US")
        self.assertEqual(list(said), KEYS)
        self.assertEqual(said["intent"], "dispute")
        self.assertEqual([said[key] for key in KEYS[2:]], [None] * 3)

    def test_a_customer_who_writes_in_another_language_is_understood(self):
        self.assertEqual(
            self.classify("Wir haben die Rechnung gestern bezahlt.")["intent"], "paid"
        )
        self.assertEqual(self.classify("Paid yesterday.", False)["intent"], "paid")

    def test_odd_input_is_something_else(self):
        for odd in (
            None,
            False,
            "",
            "\0\ud800",
            "> quoted only",
            b"bytes",
            "x" * 10**6,
        ):
            self.assertEqual(self.classify(odd)["intent"], "other", repr(odd)[:20])

    def test_a_provider_takes_the_place_of_the_rules(self):
        Action = self.env.registry["dunning.action"]
        rules = Action._classify_reply

        def provider(records, text, lang, today):
            if "oracle" not in text:
                return rules(records, text, lang, today)
            return {
                "intent": "plan",
                "quote": text,
                "date": today,
                "amount": 12.5,
                "reference": None,
            }

        with patch.object(Action, "_classify_reply", provider):
            self.assertEqual(self.classify("ask the oracle")["amount"], 12.5)
            self.assertEqual(self.classify("ask the oracle")["date"], TODAY)
            self.assertEqual(self.classify("Payé hier.")["intent"], "paid")

    def test_nothing_is_written(self):
        with self.assertQueryCount(0):
            self.classify("Nous avons payé hier.")
