"""From measures to the Markdown that people read."""

import datetime as dt
import os
import platform
import subprocess
from pathlib import Path

import results_backtest
import results_screens

# What the design promises, checked on the biggest size that has the peer.
FASTER_THAN_PEER = 20
SLOWER_THAN_SQL = 10
EMAILS_A_SECOND = 50
EXTRA_QUERIES = 10

INTRO = """# Bench: relance_avancee beside account_credit_control

Written by `make bench` (`tests/bench/run --big` for the last size); do not edit by hand.
Both add-ons run on one database and one set of invoices, all overdue by 12 to 26 days, five
for each customer, one after the other, each in a process of its own. Times are wall-clock
seconds, commit included, then processor seconds (Odoo and its PostgreSQL connection together);
the best of several turns where a piece of work can be repeated (SQL floor, quiet nights,
reconciliation), the one turn otherwise. Ratios, rates and targets use processor seconds: this
machine is shared, and the clock on the wall measures the neighbours too. Messages carry no PDF
on either side and stop in Odoo's mail queue. "Memory" is the most the process ever held, Odoo
itself included.
"""


def render(measured, more):
    """The whole report for ``{size: {"ours": …, "peer": …}}``.

    :param more: results of screens.py (when they were measured) and of backtest.py
    """
    parts = [INTRO, _machine()]
    parts += [_size(size, figures) for size, figures in measured.items()]
    parts += [_memory(measured)]
    if "screens" in more:
        parts.append(results_screens.render(more["screens"]))
    parts += [results_backtest.render(more["backtest"]), _targets(measured)]
    return "\n".join(parts)


def _machine():
    facts = {
        "Date": f"{dt.datetime.now():%Y-%m-%d %H:%M}",
        "Machine": f"{os.cpu_count()} cores, {_cpu()}, {_memory_size()}",
        "Load average at the end of the run": " / ".join(
            f"{load:.1f}" for load in os.getloadavg()
        )
        + " (1, 5, 15 minutes)",
        "Software": f"Python {platform.python_version()}, {_postgres()}, Odoo 19.0",
        "Peer": os.environ["BENCH_PEER"],
    }
    return "\n".join(f"- {name}: {value}" for name, value in facts.items()) + "\n"


def _cpu():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return " ".join(line.split(":", 1)[1].split())
    return platform.machine()


def _memory_size():
    kilobytes = Path("/proc/meminfo").read_text().split()[1]
    return f"{int(kilobytes) / 1024 / 1024:.0f} GB"


def _postgres():
    answer = subprocess.run(
        ["psql", "-Atd", "postgres", "-c", "SHOW server_version"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return "PostgreSQL " + answer.stdout.split()[0]


# === ONE SIZE ===


def _size(size, measured):
    ours, peer = measured["ours"], measured.get("peer", {})
    rows = [
        ("Raw SQL: same selection and grouping", ours["floor"], None),
        ("First night, everything due", ours["first_night"], peer.get("first_night")),
        ("The same again, nothing new", ours["again"], None),
        ("Quiet night, no step due", ours["quiet_not_due"], None),
        (
            "Quiet night, everything sent the day before",
            ours["quiet_all_sent"],
            peer.get("quiet_all_sent"),
        ),
        ("E-mails queued", ours["emails"], peer.get("emails")),
        *_letters(ours, peer),
    ]
    lines = [
        f"## {size:,} debts of {size // 5:,} customers\n",
        "| | relance_avancee | queries | peer | queries | times faster |",
        "|---|---:|---:|---:|---:|---:|",
        *(_row(*row) for row in rows),
        "",
        *_reconciliation(ours),
    ]
    return "\n".join(lines)


def _letters(ours, peer):
    """PDF letters by each of our engines, beside the peer's; older files have none."""
    labels = {"weasyprint": "WeasyPrint", "wkhtmltopdf": "wkhtmltopdf"}
    return [
        (f"Letters as PDF, {label}", ours[f"letters_{engine}"], peer.get("letters"))
        for engine, label in labels.items()
        if f"letters_{engine}" in ours
    ]


def _row(name, ours, peer):
    return (
        f"| {name} | {_time(ours, name)} | {ours['queries']:,} | "
        f"{_time(peer, name) if peer else ''} | "
        f"{format(peer['queries'], ',') if peer else ''} | "
        f"{_ratio(name, ours, peer) if peer else ''} |"
    )


def _time(figures, name):
    text = f"{figures['seconds']:.2f} s ({figures['cpu']:.2f})"
    if name.startswith(("E-mails", "Letters")):
        text += f" for {figures['count']}: {_rate(figures):.3g} a second"
    return text


def _rate(figures):
    return figures["count"] / figures["cpu"]


def _ratio(name, ours, peer):
    if name.startswith(("E-mails", "Letters")):
        return f"{_rate(ours) / _rate(peer):.1f}"
    return f"{peer['cpu'] / ours['cpu']:.1f}"


def _reconciliation(ours):
    lines = [
        "| 100 payments reconciled in one go (processor seconds) "
        "| without our hook | with it | extra queries |",
        "|---|---:|---:|---:|",
    ]
    for situation, label in (
        ("idle", "no reminder waits"),
        ("waiting", "a reminder waits for each"),
    ):
        without = ours[f"reconcile_{situation}_without"]
        with_ = ours[f"reconcile_{situation}_with"]
        lines.append(
            f"| {label} | {without['cpu']:.2f} s, {without['queries']} queries | "
            f"{with_['cpu']:.2f} s, {with_['queries']} queries | "
            f"{with_['queries'] - without['queries']} |"
        )
    return [*lines, ""]


# === ALL SIZES ===


def _memory(measured):
    lines = [
        "## Memory\n",
        "| debts | after raw SQL | after planning | at the end | peer, at the end |",
        "|---:|---:|---:|---:|---:|",
    ]
    for size, parts in measured.items():
        ours, peer = parts["ours"], parts.get("peer")
        peer_end = f"{peer['quiet_all_sent']['memory']} MB" if peer else ""
        lines.append(
            f"| {size:,} | {ours['floor']['memory']} MB | "
            f"{ours['first_night']['memory']} MB | "
            f"{ours['quiet_all_sent']['memory']} MB | {peer_end} |"
        )
    return "\n".join(lines) + "\n"


def _checks(measured):
    """(label, target, measured, met) at the biggest size shared with the peer."""
    size = max((s for s, parts in measured.items() if "peer" in parts), default=None)
    if size is None:
        size = max(measured)
    ours, peer = measured[size]["ours"], measured[size].get("peer")
    at = f"at {size:,} debts"
    if peer:
        faster = peer["first_night"]["cpu"] / ours["first_night"]["cpu"]
        yield (
            f"First night {at}, times faster than the peer",
            f"≥ {FASTER_THAN_PEER}",
            f"{faster:.0f}",
            faster >= FASTER_THAN_PEER,
        )
    for name, label in (
        ("quiet_not_due", "no step due"),
        ("quiet_all_sent", "everything sent the day before"),
    ):
        slower = ours[name]["cpu"] / ours["floor"]["cpu"]
        yield (
            f"Quiet night {at} ({label}), times raw SQL",
            f"≤ {SLOWER_THAN_SQL}, no write",
            f"{slower:.1f}, {'written' if ours[name]['wrote'] else 'no write'}",
            slower <= SLOWER_THAN_SQL and not ours[name]["wrote"],
        )
    rate = _rate(ours["emails"])
    yield (
        f"E-mails queued a second {at}",
        f"≥ {EMAILS_A_SECOND}",
        f"{rate:.0f}",
        rate >= EMAILS_A_SECOND,
    )
    for situation in ("idle", "waiting"):
        extra = (
            ours[f"reconcile_{situation}_with"]["queries"]
            - ours[f"reconcile_{situation}_without"]["queries"]
        )
        yield (
            f"Extra queries for 100 reconciled payments ({situation})",
            f"< {EXTRA_QUERIES}",
            f"{extra}",
            extra < EXTRA_QUERIES,
        )


def _targets(measured):
    lines = ["## Targets\n", "| | target | measured | |", "|---|---|---:|---|"]
    lines += [
        f"| {label} | {target} | {value} | {'met' if met else 'MISSED'} |"
        for label, target, value, met in _checks(measured)
    ]
    return "\n".join(lines) + "\n"


def missed_targets(measured):
    """How many targets were missed: the exit code."""
    return sum(1 for *_rest, met in _checks(measured) if not met)
