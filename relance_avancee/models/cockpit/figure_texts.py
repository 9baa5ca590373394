"""What each figure means, in words."""


def get_texts(env):
    """(label, definition) of the figures of :mod:`~core.figures.figures`."""
    return {
        "open": (
            env._("Receivables"),
            env._(
                "Customer invoices less credit notes, open at the end of the period."
            ),
        ),
        "invoiced": (
            env._("Invoiced"),
            env._("Invoiced in the period, tax included, less credit notes."),
        ),
        "dso": (
            env._("DSO"),
            env._(
                "Days sales outstanding: open at the end ÷ invoiced in the period × "
                "days of the period."
            ),
        ),
        "dso_count_back": (
            env._("DSO by exhaustion"),
            env._(
                "Days of invoicing that make up what is open: each month's invoicing "
                "is taken off, from the last one backwards."
            ),
        ),
        "average_days_late": (
            env._("Average delay"),
            env._(
                "Days from due date to payment, weighted by amount, of what was "
                "reconciled in the period; early payments count negative."
            ),
        ),
        "late_rate": (
            env._("Late rate"),
            env._("Share of what was reconciled that was so after due date."),
        ),
        "cei": (
            env._("Collection effectiveness"),
            env._(
                "(open at the start + invoiced − open at the end) ÷ (open at the "
                "start + invoiced − not due at the end). 100% = nothing is late."
            ),
        ),
        "recovery_rate": (
            env._("Recovered after reminder"),
            env._(
                "Share of what was reminded for the first time in the period that "
                "was paid within 30 days."
            ),
        ),
        "promise_keep_rate": (
            env._("Promises kept"),
            env._(
                "Promises kept among those whose day fell in the period, kept or "
                "broken."
            ),
        ),
        "dispute_rate": (
            env._("Dispute rate"),
            env._("Disputed in the period ÷ invoiced in the period."),
        ),
        "dispute_length": (
            env._("Length of disputes"),
            env._("Days from opening to end of the disputes resolved in the period."),
        ),
        "contacts_per_thousand": (
            env._("Contacts per 1,000 collected"),
            env._(
                "Messages, letters and calls of the period ÷ thousands collected on "
                "debts reminded before."
            ),
        ),
    }
