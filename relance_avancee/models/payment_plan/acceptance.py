"""The plan's own page: what it shows, and what the customer answers there.

Functions over a ``dunning.payment.plan``.
"""

from datetime import timedelta

from ...core.mail import typed
from ...core.plan import instalments
from ...languages import spoken
from . import agreement

# What a page may try in a day: people mistype, nobody does so more often.
MAX_TRIES = 20
MAX_NAME = 120
MAX_NOTE = 2000


def accept(plan, name, agreed, fingerprint, address):
    """The customer accepts on its page.

    :param fingerprint: of the text it was shown
    :return: the reason why not, for the customer to read; or ""
    """
    plan.ensure_one()
    # two tabs, or a page and the collector: one of them is first
    plan.lock_for_update()
    plan.invalidate_recordset()
    if plan.state != "proposed":
        return ""
    name = typed.line(name, MAX_NAME)
    if problem := why_not_accepted(plan, name, agreed, fingerprint):
        count_try(plan)
        return problem
    plan.write(
        {
            "accepted_name": name,
            "accepted_date": plan.company_id._dunning_now(),
            "accepted_by_id": get_insider(plan).id,
            "accepted_ip": address or "",
            "accepted_html": plan.agreement_html,
            "accepted_sha256": fingerprint,
        }
    )
    house = in_house(plan)
    house._activate()
    house._tell_history(
        house.env._("Accepted on its page by %(name)s.", name=plan.accepted_name)
    )
    if insider := get_insider(plan):
        house._tell_history(
            house.env._(
                "Accepted by %(user)s, of the company, on behalf of %(name)s.",
                user=insider.name,
                name=plan.accepted_name,
            )
        )
    house._tell_user(house.env._("Payment plan accepted"))
    return ""


def get_insider(plan):
    """The employee who is on the customer's page; nobody when it is the customer."""
    user = plan.env.user
    insider = user._is_internal() and not user._is_superuser()
    return user if insider else user.browse()


def in_house(plan):
    """This plan in the language of the collector: the page speaks its customer's."""
    plan.ensure_one()
    lang = spoken(plan.env, plan.user_id.lang, plan.company_id.partner_id.lang)
    return plan.with_context(lang=lang)


def why_not_accepted(plan, name, agreed, fingerprint):
    """The reason, for the customer to read; "" when it may accept."""
    if tries_today(plan) >= MAX_TRIES:
        return plan.env._("Too many attempts today: please try again tomorrow.")
    if plan.date_expiry and plan.date_expiry < plan._get_today():
        return plan.env._("This proposal has expired: please ask for another one.")
    if not name:
        return plan.env._("Please write your name.")
    if not agreed:
        return plan.env._("Please tick the box to accept the plan.")
    if fingerprint != plan._get_fingerprint():
        return plan.env._("The proposal has changed: please read it again.")
    if any(move.state != "posted" for move in plan.move_ids):
        house = in_house(plan)
        house._tell_user(house.env._("Proposed payment plan: an invoice has changed"))
        return plan.env._(
            "One of the invoices has changed since: we will send you a new proposal."
        )
    return ""


def decline(plan, note):
    """The customer does not agree, and may say what it wishes instead."""
    plan.ensure_one()
    plan.lock_for_update()
    plan.invalidate_recordset()
    if plan.state != "proposed":
        return ""
    if tries_today(plan) >= MAX_TRIES:
        return plan.env._("Too many attempts today: please try again tomorrow.")
    house = in_house(plan)
    house._close("cancelled")
    words = typed.words(note, MAX_NOTE)
    house.message_post(
        body=words or house.env._("Declined on the customer's page."),
        author_id=plan._get_contact().id or plan.debtor_id.id,
        message_type="comment",
        subtype_xmlid="mail.mt_note",
    )
    house._tell_user(house.env._("Payment plan declined by the customer"))
    return ""


def tries_today(plan):
    """How often somebody tried to accept or decline today."""
    return plan.page_tries if plan.page_day == plan._get_today() else 0


def get_seconds_to_wait(plan):
    """How long after too many tries; 0 when there were not too many."""
    plan.ensure_one()
    if tries_today(plan) < MAX_TRIES:
        return 0
    now = plan.company_id._dunning_now()
    tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0)
    return max(60, int((tomorrow - now).total_seconds()))


def count_try(plan):
    """One try more."""
    plan.write({"page_tries": tries_today(plan) + 1, "page_day": plan._get_today()})


# === THE CUSTOMER'S PAGE ===


def get_portal_plan_values(plan, link=None, base=""):
    """What a customer's page shows of a plan: live, formatted by the template.

    :param link: of the reader; none when the company looks at it
    :param base: address of the reader's page
    :return: dict: plan, currency, today, url, lines (list of dict: number, date,
        amount, interest, paid, left, state), total, paid, left, progress (0 to 100),
        late_amount, next_date, pay_amount, iban, reference, epc (picture or None),
        pay_online (see ``_get_pay_online``), text and fingerprint of the agreement
    """
    plan.ensure_one()
    lines = [
        {
            "number": line.number,
            "date": line.date,
            "amount": line.amount,
            "interest": line.interest,
            "paid": line.paid_amount,
            "left": line.left_amount,
            "state": line.state,
        }
        for line in plan.line_ids
    ]
    _late, pay_amount, _coming = instalments.to_pay(
        plan._get_instalments(), plan._get_today(), plan.currency_id.rounding
    )
    return {
        "plan": plan,
        "currency": plan.currency_id,
        "today": plan._get_today(),
        "url": link._get_plan_end(plan) if link else "",
        "lines": lines,
        "total": sum(line["amount"] for line in lines),
        "paid": sum(line["paid"] for line in lines),
        "left": sum(line["left"] for line in lines),
        "progress": plan.progress,
        "late_amount": plan.late_amount,
        "next_date": plan.date_next,
        "pay_amount": pay_amount,
        "iban": plan._get_bank_account().acc_number,
        "reference": plan._get_transfer_reference(),
        "epc": agreement.get_epc_picture(plan, pay_amount),
        "pay_online": plan._get_pay_online(link, base),
        "text": plan.accepted_html or plan.agreement_html,
        "fingerprint": plan._get_fingerprint(),
    }
