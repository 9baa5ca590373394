"""Run Odoo's tests, keep the log in a file, print what matters and the true result.

Odoo's exit code alone is not enough: it is 0 when no test ran at all.
"""

import argparse
import random
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

RECORD = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) \S+ "
    r"(?P<logger>[\w.]+): (?P<text>.*)"
)
TOTAL = re.compile(
    r"(\d+) failed, (\d+) error\(s\) of (\d+) tests when loading database"
)
STARTED = re.compile(r"Starting (\w+)\.(\w+) \.\.\.")
SKIPPED = re.compile(r"skipped (.*)")
MAX_LINES = 400  # of failures on the console; the log has everything


def free_port():
    """A port nobody listens on; at random, so that two runs rarely draw the same."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


class Log:
    """What we learn from the log, line by line, while it is written."""

    def __init__(self):
        self.started = 0
        self.current = ""
        self.total = None
        self.skipped = []
        self.problems = []
        self.bad_records = 0
        self.in_problem = False

    def feed(self, line):
        record = RECORD.match(line)
        if record:
            self.read(record)
        if self.in_problem:
            self.problems.append(line)

    def progress(self):
        return f"{self.started} tests started {self.current}".rstrip()

    def read(self, record):
        text = record["text"]
        self.in_problem = record["level"] in ("ERROR", "CRITICAL")
        if total := TOTAL.search(text):
            self.total = tuple(map(int, total.groups()))
            self.in_problem = False
        elif self.in_problem:
            self.bad_records += 1
        elif start := STARTED.search(text):
            self.started += 1
            self.current = ".".join(start.groups())
        elif ".tests." in record["logger"] and (skip := SKIPPED.match(text)):
            self.skipped.append(skip[1])


def run(name, command, log_path, limit):
    """Run Odoo; return its exit code (None if it took too long) and the log's news."""
    log = Log()
    begin = beat = time.monotonic()
    with log_path.open("w") as copy:
        odoo = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        try:
            for line in odoo.stdout:
                copy.write(line)
                copy.flush()
                log.feed(line)
                now = time.monotonic()
                if now - begin > limit:
                    return None, log
                if now - beat > 20:
                    beat = now
                    print(
                        f"    {name}: {now - begin:.0f} s, {log.progress()}", flush=True
                    )
            return odoo.wait(), log
        finally:
            if odoo.poll() is None:
                odoo.terminate()
                try:
                    odoo.wait(20)
                except subprocess.TimeoutExpired:
                    odoo.kill()


def verdict(code, log):
    """Return (passed, failed, skipped, one sentence why it failed or None)."""
    skipped = len(log.skipped)
    if code is None:
        return log.started, 1, skipped, "the tests took too long"
    if log.total is None:
        return 0, 1, skipped, f"Odoo stopped before the end, exit code {code}"
    failures, errors, ran = log.total
    failed = failures + errors
    passed = max(ran - failed - skipped, 0)
    if ran == 0:
        return 0, 1, skipped, "no test ran: nothing matches these tags"
    if failed:
        return passed, failed, skipped, f"{failures} failed, {errors} in error"
    if log.bad_records or code:
        # A test may pass and still leave an error in the log, in a thread for instance.
        why = f"{log.bad_records} errors in the log, exit code {code}"
        return passed, 1, skipped, why
    return passed, 0, skipped, None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument(
        "--results", type=Path, help="append 'name passed failed skipped' to this file"
    )
    parser.add_argument("--name", default="odoo", help="of this part, in that file")
    parser.add_argument("--limit", type=float, default=2400, help="seconds")
    parser.add_argument(
        "--reversed", action="store_true", help="rows without a stated order, backwards"
    )
    parser.add_argument("odoo", nargs="+", help="options of Odoo")
    options = parser.parse_args()
    print(f"==> Odoo tests, full log in {options.log}", flush=True)
    here = Path(__file__).resolve().parent
    program = [here / "reversed_rows.py"] if options.reversed else ["-m", "odoo"]
    command = [
        sys.executable,
        *map(str, program),
        *options.odoo,
        "--stop-after-init",
        "--max-cron-threads=0",
        f"--http-port={free_port()}",
    ]
    code, log = run(options.name, command, options.log, options.limit)
    passed, failed, skipped, why = verdict(code, log)
    if why:
        print("".join(log.problems[:MAX_LINES]), end="")
        if len(log.problems) > MAX_LINES:
            print(f"… and {len(log.problems) - MAX_LINES} more lines in the log")
        print(f"{options.name}: {why}")
    for reason in log.skipped:
        print(f"skipped: {reason}")
    print(f"{options.name}: {passed} passed, {failed} failed, {skipped} skipped")
    if options.results:
        with options.results.open("a") as results:
            results.write(f"{options.name} {passed} {failed} {skipped}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
