"""Selections and limits shared by several models. No logic here."""

# After that many tries a failed action waits for somebody.
MAX_ATTEMPTS = 5

CHANNEL_USES = [
    ("preferred", "Preferred"),
    ("allowed", "Allowed"),
    ("forbidden", "Never"),
]
LETTER_POSTS = [
    ("plain", "Ordinary post"),
    ("registered", "Registered, with receipt"),
    ("electronic", "Electronic registered"),
]
MODES = [
    ("simulation", "Simulation: plan and show, send nothing"),
    ("test", "Test: send everything to one address"),
    ("live", "Live: send to customers"),
]
STEP_KINDS = [
    ("reminder", "Reminder"),
    ("formal_notice", "Formal notice"),
    ("litigation", "Litigation"),
]
TONES = [
    ("friendly", "Friendly"),
    ("neutral", "Neutral"),
    ("firm", "Firm"),
    ("final", "Last notice"),
]
ACTION_STATES = [
    ("planned", "Planned"),
    ("to_approve", "To approve"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
    ("failed", "Failed"),
]
PENDING_STATES = ("planned", "to_approve")
# The states in which a line keeps its debt, step and cycle for itself.
LIVE_STATES = ("planned", "to_approve", "done")
DELIVERY_STATES = [
    ("queued", "Queued"),
    ("sent", "Sent"),
    ("bounced", "Bounced"),
    ("refused", "Refused"),
    ("answered", "Answered"),
]
# What it takes to try a failed action again.
FAILURES = [
    ("address", "No usable address"),
    ("content", "Text could not be produced"),
    ("transport", "Message could not be handed over"),
    ("setup", "Company not ready to send"),
    ("no_answer", "Nobody answered"),
]
# What the outcome of a call does beside what every outcome may do: suspend, write, ask.
CALL_EFFECTS = [
    ("none", "Nothing more"),
    ("promise", "Promise to pay"),
    ("dispute", "Dispute"),
    ("plan", "Payment plan"),
    ("retry", "Call again"),
    ("wrong_number", "Wrong number"),
]
# The states in which a dispute keeps its part from being claimed.
LIVE_DISPUTES = ("open", "credit")
# A payment may be booked late, or come back unpaid: so long is a promise looked at.
PROMISE_WATCHED_DAYS = 60
HOLD_REASONS = [
    ("manual", "Manual decision"),
    ("dispute", "Dispute"),
    ("promise", "Promise to pay"),
    ("plan", "Payment plan"),
    ("reply", "Reply to read"),
    ("payment_in_flight", "Payment on its way"),
    ("insolvency", "Insolvency proceedings"),
]
DEBTOR_KINDS = [
    ("company", "Company"),
    ("consumer", "Consumer"),
    ("public", "Public body"),
]
RISKS = [
    ("A", "A: pays on time"),
    ("B", "B: often late"),
    ("C", "C: slow"),
    ("D", "D: at risk"),
]
GROUPINGS = [
    ("debtor", "One message per customer"),
    ("invoice", "One message per invoice"),
]
LATE_FEES = [
    ("none", "Not mentioned"),
    ("mention", "Mentioned"),
    ("claim", "Claimed with the debts"),
    ("invoice", "Invoiced (draft)"),
]
FEE_KINDS = [
    ("interest", "Late-payment interest"),
    ("fixed", "Flat recovery fee"),
]
FEE_STATES = [
    ("invoiced", "Invoiced"),
    ("waived", "Waived"),
]
CATCH_UPS = [
    ("sequential", "One step after another"),
    ("jump", "Straight to the step of their age"),
]
PLAN_STATES = [
    ("draft", "Draft"),
    ("proposed", "Proposed"),
    ("active", "Active"),
    ("done", "Paid off"),
    ("broken", "Broken"),
    ("cancelled", "Cancelled"),
]
PLAN_APPROVALS = [
    ("asked", "To approve"),
    ("approved", "Approved"),
]
PLAN_FEES = [
    ("waive", "Waived if the plan is kept"),
    ("keep", "Those accrued are invoiced apart"),
]
RHYTHMS = [
    ("week", "Every week"),
    ("fortnight", "Every two weeks"),
    ("month", "Every month"),
    ("quarter", "Every three months"),
]
