"""What each index of the add-on on Odoo's own tables brings; writes INDEXES.md.

Usage: indexes.py DATABASE, after history.py. The slowest statement of a screen is
explained with the index, then without it (dropped in a transaction that is undone).
"""

import sys
from datetime import timedelta
from pathlib import Path

from explain import Slow
from session import odoo_env, working_day

from odoo.tools import SQL

TARGET = Path(__file__).with_name("INDEXES.md")
INTRO = """# Indexes: what each of them brings

Written by `tests/bench/run --big` (`tests/bench/indexes.py`); do not edit by hand. 200,000 open
and 300,000 paid invoices; the slowest statement of a screen, explained with the index and, in a
transaction that is undone, without it. `EXPLAIN (ANALYZE, BUFFERS)`, no parallel query, no
compilation; plans are cut to the lines that read a table. A page is 8 kB.

Tried and not kept, since the statements were as fast without: open items of invoices with their
amounts (11 MB: Odoo's own index of unmatched items does as well, once the receivable accounts are
named one by one), contacts by debt with their channel (23 MB).
"""


def cases(env):
    """(index, screen, work)"""
    today = working_day()
    last = [("company_id", "=", env.company.id)]
    quarter = [*last, ("date", ">", today - timedelta(days=91))]
    partners = env["res.partner"].search([("name", "like", "Client 1%")], limit=80)

    def group(name, domain, by, measure="amount:sum"):
        return lambda: env[f"dunning.report.{name}"]._read_group(domain, by, [measure])

    return (
        (
            "account_move_line_dunning_terms_idx",
            "Invoiced by month, over a year",
            group(
                "movement",
                [
                    *last,
                    ("kind", "=", "invoice"),
                    ("date", ">", today - timedelta(days=365)),
                ],
                ["date:month"],
            ),
        ),
        (
            "account_move_dunning_invoices_idx",
            "Open by customer",
            group("balance", last, ["partner_id"], "residual:sum"),
        ),
        (
            "account_move_dunning_debtor_idx",
            "Level of the 80 customers of a page",
            partners._dunning_levels,
        ),
        (
            "account_partial_reconcile_dunning_max_date_idx",
            "Paid in the last three months",
            group("payment", quarter, ["date:month"]),
        ),
    )


def main():
    parts = [INTRO]
    with odoo_env(sys.argv[1]) as env:
        env.cr.execute("SET max_parallel_workers_per_gather = 0")
        env.cr.execute("SET jit = off")
        env.cr.execute("SET work_mem = '64MB'")
        env.cr.commit()
        for index, screen, work in cases(env):
            with Slow(env) as slow:
                work()
            [query] = slow.worst(1)
            env.cr.execute("SELECT pg_size_pretty(pg_relation_size(%s))", [index])
            [(size,)] = env.cr.fetchall()
            with_it = slow.plan(query)
            env.cr.execute(SQL("DROP INDEX %s", SQL.identifier(index)))
            without = slow.plan(query)
            env.cr.rollback()
            parts.append(f"## `{index}`, {size}\n\n{screen}.\n")
            for label, plan in (("With it", with_it), ("Without", without)):
                parts.append(f"{label}: {plan[-1]}\n\n```\n{reads(plan)}\n```\n")
    TARGET.write_text("\n".join(parts))


def reads(plan):
    """The lines of a plan that read a table, each with its condition and pages."""
    kept = []
    for number, line in enumerate(plan):
        words = line.strip()
        if (
            " on " in words
            and "Scan" in words
            or words.startswith(("Index Cond", "Heap"))
        ):
            kept.append(words)
        elif words.startswith("Buffers") and "Scan" in "".join(
            plan[number - 4 : number]
        ):
            kept.append("   " + words)
    return "\n".join(line[:160] for line in kept[:14])


if __name__ == "__main__":
    main()
