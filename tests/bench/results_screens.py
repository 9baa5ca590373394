"""What screens and nights cost on the big ledger, as Markdown."""

# What "about a second" means, in processor seconds.
ABOUT_A_SECOND = 1.5

INTRO = """## Screens and figures at 200,000 open invoices and five years of history

The database of 200,000 debts once its first night has left, with 300,000 paid invoices over
five years, their payments and 330,000 reminders more. Each screen is opened as the web client
does, by a user with his record rules: the fields of the list, the first 80 rows, the count.
One PostgreSQL process does the work (no parallel query), so that processor seconds are all there
are; the better of two turns, the one turn of a night. Everything falls into one quarter here,
200,000 invoices and as many reminders: no ledger is worse for the figures of a quarter.

A section of the dashboard that takes more than a second is worked out once a day, at night for
who opens it often, and shown with its hour and a button that works it out again ("kept"); the
rows behind it are always read live. The indexes these times rest on, with the plans of
PostgreSQL, are in [INDEXES.md](INDEXES.md).
"""


def render(measured):
    """A table of the screens, then one of the nights."""
    nights = {name: row for name, row in measured.items() if name.startswith("Night")}
    screens = {name: row for name, row in measured.items() if name not in nights}
    return "\n".join([INTRO, _table("Screen", screens), _table("Night", nights)])


def _table(title, rows):
    lines = [
        f"| {title} | seconds | processor | queries | |",
        "|---|---:|---:|---:|---|",
    ]
    for name, row in rows.items():
        mark = "slow" if title == "Screen" and row["cpu"] > ABOUT_A_SECOND else ""
        lines.append(
            f"| {name.removeprefix('Night: ')} | {row['seconds']:.2f} | "
            f"{row['cpu']:.2f} | {row['queries']:,} | {mark} |"
        )
    return "\n".join([*lines, ""])
