"""How well payment dates are predicted, as Markdown."""

INTRO = """## Expected payment dates, back-tested

Generated ledgers of 300 customers over three years (`tests/bench/backtest.py`): each invoice's
day is predicted on the day it is issued, only from what had been paid by then, by the function
the add-on uses (`core/figures/expected_payment.py`: the customer's own past, else the company's).
Absolute error in days, mean / median.
"""
ROWS = (
    "all",
    "steady",
    "pays on fixed days",
    "seasonal",
    "drifting",
    "erratic",
    "thin history",
)


def render(measured):
    """One line per kind of payer."""
    lines = [
        "| Payers | invoices | ours | due date | due date + company average |",
        "|---|---:|---:|---:|---:|",
    ]
    for kind in ROWS:
        row = measured[kind]
        errors = " | ".join(
            f"{row[name]['mean']:.1f} / {row[name]['median']:.1f}"
            for name in ("ours", "due_date", "company_average")
        )
        lines.append(f"| {kind} | {row['invoices']:,} | {errors} |")
    return "\n".join([INTRO, *lines, ""])
