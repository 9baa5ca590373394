"""Many small lives, one after the other, in Odoo's shell; each is undone (setup/life)."""

import collections
import contextlib
import os
import random
import sys
import threading
import time
import types
from unittest.mock import patch

import odoo
from odoo.orm.registry import Registry
from odoo.tests.common import DummyRLock
from odoo.tests.test_cursor import TestCursor

sys.path.insert(0, os.environ["LIFE"])
from world import World  # noqa: E402

ZONES = ("Pacific/Noumea", "America/Martinique")


@contextlib.contextmanager
def cursors():
    """New cursors and their commits stay inside this transaction."""
    env = globals()["env"]
    lock, registry = threading.RLock(), env.registry
    test = types.SimpleNamespace(
        assertCanOpenTestCursor=lambda: None, test_cursor_lock_timeout=20
    )

    def cursor(readonly=False):
        with patch.object(odoo.modules.module, "current_test", test):
            return TestCursor(env.cr, lock, False)

    env.flush_all()
    with (
        patch.object(registry, "cursor", cursor),
        patch.object(Registry, "_lock", DummyRLock()),
        patch.object(registry, "setup_signaling", lambda: None),
        patch.object(registry, "check_signaling", lambda *_args, **_kwargs: registry),
    ):
        yield registry
    env.invalidate_all()


def life(seed, contacts, days):
    rng = random.Random(seed)  # noqa: S311
    began = time.monotonic()
    world = World(env(), rng, cursors, contacts, ZONES[seed % 2])  # noqa: F821
    oracle = world.live(days, share=float(os.environ["LIFE_SHARE"]))
    env.transaction.clear()  # noqa: F821
    env.cr.rollback()  # noqa: F821
    env.cr.postcommit.clear()  # noqa: F821
    env.registry.clear_all_caches()  # noqa: F821
    print(
        f"seed {seed}: {contacts} contacts, {days} days, "
        f"{dict(oracle.judged)} judged, {len(oracle.wrong)} wrong "
        f"in {time.monotonic() - began:.0f} s",
        flush=True,
    )
    for fault in oracle.wrong:
        print("  WRONG", fault, flush=True)
    if os.environ.get("LIFE_VERBOSE"):
        print(*world.story, sep="\n  ")
        print("  events", dict(world.facts.done))
        print("  refused", dict(world.facts.refused.most_common(40)), flush=True)
    return oracle


def main():
    left = int(os.environ["LIFE_CONTACTS"])
    each, days = int(os.environ["LIFE_SLICE"]), int(os.environ["LIFE_DAYS"])
    seed, wrong, contacts = int(os.environ["LIFE_SEED"]), 0, 0
    judged = collections.Counter()
    while left > 0:
        oracle = life(seed, min(each, left), days)
        wrong, judged = wrong + len(oracle.wrong), judged + oracle.judged
        contacts += min(each, left)
        left, seed = left - each, seed + 1
    print(
        f"LIFE {contacts} contacts, {judged.total()} messages judged, {wrong} wrong",
        flush=True,
    )


main()
