"""A short random life of small worlds; the long one is ``setup/life``."""

import logging
import os
import random
import sys
import unittest
from pathlib import Path

from odoo.tests import TransactionCase, tagged

_logger = logging.getLogger(__name__)

# outside the add-on, as what judges it: absent from its package
LIFE = Path(__file__).resolve().parents[3] / "tests" / "life"
FIXED_SEED = 1


@tagged("post_install", "-at_install")
@unittest.skipUnless(LIFE.is_dir(), "the world is in the repository only")
class TestRandomLife(TransactionCase):
    def live(self, seed, zone):
        sys.path.insert(0, str(LIFE))
        self.addCleanup(sys.path.remove, str(LIFE))
        from world import World

        world = World(
            self.env,
            random.Random(seed),  # noqa: S311 - chance, not secrecy
            self.enter_registry_test_mode,
            contacts=30,
            zone=zone,
        )
        oracle = world.live(14, share=0.2)
        _logger.info("Random life, seed %s: %s judged", seed, dict(oracle.judged))
        self.assertGreater(oracle.judged["email"], 10)
        self.assertFalse(
            oracle.wrong, "\n".join([f"RELANCE_SEED={seed}", *world.story])
        )

    def test_the_same_life_every_time(self):
        self.live(FIXED_SEED, "Pacific/Noumea")

    def test_the_life_one_asks_for(self):
        """Another one with RELANCE_SEED in the environment; ``make life`` has new ones."""
        self.live(int(os.environ.get("RELANCE_SEED") or 2), "America/Martinique")
