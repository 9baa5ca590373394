"""Runs every size on a fresh database, prints the comparison, writes RESULTS.md."""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import results

HERE = Path(__file__).parent
SIZES = "1000,10000,20000"
BIG = 200_000
# Invoices paid over five years, beside those that are open.
PAID = 300_000


def main():
    options = parse_arguments()
    sizes = [int(size) for size in options.sizes.split(",")]
    measured, more = {}, {"backtest": script("backtest.py")}
    for size in sizes:
        measured[size] = run_size(options, size, peer=options.peer)
        # after each size, so that a run cut short leaves what it measured
        report = write_report(options, measured, more)
    if options.big:
        measured[BIG] = run_size(options, BIG, peer=False, more=more)
        report = write_report(options, measured, more)
    print(report)
    return results.missed_targets(measured)


def write_report(options, measured, more):
    """Keep the report in the repository, except that of a run without the peer."""
    report = results.render(dict(sorted(measured.items())), more)
    if options.peer:
        (HERE / "RESULTS.md").write_text(report)
    return report


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", required=True)
    parser.add_argument("--sizes", default=os.environ.get("BENCH_SIZES", SIZES))
    parser.add_argument("--big", action="store_true")
    parser.add_argument("--no-peer", dest="peer", action="store_false")
    parser.add_argument("--keep", action="store_true")
    return parser.parse_args()


def run_size(options, size, peer, more=None):
    """Fill one database, measure us and then the peer on it.

    :param more: where to put what is measured of screens once there is a history
    """
    database = f"relance_bench_{size}"
    try:
        db("drop", database)
        db("copy", options.base, database)
        script("fill.py", database, str(size))
        vacuum(database)
        measured = {"ours": script("ours.py", database)}
        if peer:
            vacuum(database)
            measured["peer"] = script("peer.py", database)
        if more is not None:
            script("history.py", database, str(PAID))
            vacuum(database)
            more["screens"] = script("screens.py", database)
            script("indexes.py", database)
        return measured
    finally:
        if not options.keep:
            db("drop", database)


def db(*arguments):
    tool = Path(os.environ["ROOT"], "setup", "db.py")
    subprocess.run([sys.executable, tool, *arguments], check=True)


def vacuum(database):
    """Statistics as a living database has them, and nothing left for autovacuum."""
    subprocess.run(["psql", "-qd", database, "-c", "VACUUM ANALYZE"], check=True)


def script(name, *arguments):
    """Run one part in a process of its own, so that its memory is its own."""
    started = time.monotonic()
    print(f"==> {name} {' '.join(arguments)}", file=sys.stderr, flush=True)
    done = subprocess.run(
        [sys.executable, HERE / name, *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    print(f"    {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    lines = done.stdout.strip().splitlines()
    return json.loads(lines[-1]) if lines else None


if __name__ == "__main__":
    sys.exit(main())
