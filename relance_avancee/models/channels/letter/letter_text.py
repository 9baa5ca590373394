"""What a letter says, ready to print: every text and amount in the debtor's language.

Functions over one ``dunning.action``. The templates of
``report/dunning_letter_templates.xml`` show what ``_prepare_letter`` gives; a module adds
a key there and a block by xpath here.
"""

import base64
from collections import Counter

from markupsafe import Markup, escape

from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang
from odoo.tools.image import image_data_uri
from odoo.tools.mail import is_html_empty

from ....core.law import rates
from ....core.mail import postal_address
from ....core.pay import qr_image
from ....languages import spoken


def prepare_letter(action, today):
    """Values of the templates, in the language of the environment.

    :param datetime.date today: the date of the letter
    """
    action.ensure_one()
    company = action.company_id
    root = company.root_id
    lines = action.line_ids.sorted(lambda line: (line.date_due, line.id))
    claimed = lines.filtered("step_id")
    table = action._prepare_debts_table(action._get_open_credits())
    deadline = action._get_payment_deadline(today)
    return {
        "action": action,
        "company": company,
        "formal": action._is_formal_letter(),
        "variant": action._get_letter_variant(),
        "law": (root.dunning_law_country_id or root.country_id).code or "",
        "test": root.dunning_mode == "test",
        "registered": action.step_id.letter_post != "plain",
        "post": get_post_label(action),
        "place_date": get_place_and_date(action, today),
        "number": action._get_letter_number(),
        "address": action._get_letter_address(),
        "address_wide": postal_address.is_wide(action._get_letter_address()),
        "identity": company._get_dunning_identity(),
        "intro": not is_html_empty(action.step_id.letter_text)
        and action.step_id.letter_text,
        "rows": [prepare_letter_row(action, line) for line in claimed],
        "others": table["others"],
        "credits": table["credits"],
        "discounted": table["discounted"],
        "fees": prepare_letter_fees(action, claimed, today),
        "late_fees": table["fees"],
        "totals": prepare_letter_totals(action),
        "demand": get_demand(action, deadline),
        "payment": prepare_letter_payment(action),
        "dispute": get_dispute_text(action),
        "signatory": root.dunning_letter_signatory
        or action.user_id.name
        or company.name,
        "signature": root.dunning_letter_signature
        and image_data_uri(root.dunning_letter_signature),
        "logo": not company.uses_default_logo
        and company.logo
        and image_data_uri(company.logo),
        "mediator": root.dunning_mediator,
        "disclaimer": root.dunning_letter_disclaimer,
    }


def is_formal_letter(action):
    """Whether the step's letter is a formal notice; a reminder otherwise."""
    action.ensure_one()
    return action.step_id.kind != "reminder"


def get_letter_variant(action):
    """``company``, ``consumer`` or ``public``: wording and legal basis.

    The kind that late fees are computed for (``dunning.late.fee._get_terms``): a
    letter never quotes the law of somebody else's fees.
    """
    action.ensure_one()
    return action.partner_id.dunning_debtor_kind or rates.COMPANY


def get_post_label(action):
    """The mention above the address: how the letter travels, when it matters."""
    post = action.step_id.letter_post
    return {
        "registered": action.env._("Registered letter with acknowledgement of receipt"),
        "electronic": action.env._("Electronic registered letter"),
    }.get(post, "")


def get_place_and_date(action, today):
    """ "Lyon, 12 March 2026"; the date alone where no city is known."""
    date = format_date(action.env, today, date_format="long")
    city = action.company_id.city
    return action.env._("%(city)s, %(date)s", city=city, date=date) if city else date


def get_letter_number(action):
    """What the debtor quotes when answering."""
    return f"REL-{action.id:06d}"


# === WHO ===


def get_letter_address(action):
    """Lines for the window of the envelope."""
    action.ensure_one()
    contact = action.contact_id or action.partner_id
    abroad = contact.country_id and contact.country_id != action.company_id.country_id
    # the country is for the post office of departure, in its language
    home = spoken(action.env, action.company_id.partner_id.lang)
    return postal_address.address_lines(
        [action.partner_id.name, contact.name],
        get_address_block(contact.with_context(lang=home)),
        contact.with_context(lang=home).country_id.name if abroad else "",
    )


def get_address_problem(action):
    """Why the address cannot be printed whole in the window; empty when it can."""
    action.ensure_one()
    line = postal_address.too_long(action._get_letter_address())
    if not line:
        return ""
    return action.env._(
        "The address does not fit the window of an envelope (%(max)s characters a line): "
        "shorten “%(line)s”.",
        max=postal_address.MAX_LENGTH,
        line=line,
    )


def get_address_block(contact):
    """The address in the format of its country, without the country's name."""
    block = contact._display_address(without_company=True)
    name = contact.country_id.name
    return "\n".join(line for line in block.splitlines() if line.strip() != name)


# === DEBTS ===


def prepare_letter_row(action, line):
    """One claimed debt: number, dates, what it was, what was paid, what is asked."""
    currency = action.currency_id
    item, move = line.line_id, line.move_id
    initial = abs(item.amount_currency) if item else line.residual
    paid = initial - line.residual
    return {
        "number": line._get_reference(),
        "order": action._get_order_number(move),
        "date": format_date(action.env, move.invoice_date or move.date) if move else "",
        "date_due": format_date(action.env, line.date_due),
        "days_late": max(line.days_late, 0),
        "initial": currency.format(initial),
        "paid": currency.format(paid) if not currency.is_zero(paid) else "–",
        "amount": currency.format(line.amount),
    }


def prepare_letter_totals(action):
    """Amounts of the letter, formatted."""
    currency = action.currency_id
    interest, fixed_fee, total = action._get_letter_amounts()
    return {
        "principal": currency.format(action.amount),
        "interest": currency.format(interest) if interest else "",
        "fixed_fee": currency.format(fixed_fee) if fixed_fee else "",
        "fixed_fee_detail": describe_fixed_fees(action),
        "total": currency.format(total),
    }


def describe_fixed_fees(action):
    """ "2 × 40.00 €": the flat fee is due for each late invoice."""
    fees = [line.fixed_fee for line in action.line_ids if line.step_id]
    return ", ".join(
        f"{count} × {action.currency_id.format(amount)}"
        for amount, count in Counter(filter(None, fees)).items()
    )


def get_letter_amounts(action):
    """(interest, flat fees, total with the principal) as the lines say them."""
    claimed = action.line_ids.filtered("step_id")
    interest = sum(claimed.mapped("interest"))
    fixed_fee = sum(claimed.mapped("fixed_fee"))
    return (
        interest,
        fixed_fee,
        action.currency_id.round(action.amount + interest + fixed_fee),
    )


def in_words(action, amount):
    """The amount in letters, as part of a sentence and not as a title."""
    text = action.currency_id.amount_to_text(amount)
    # German writes its nouns with a capital
    return text if (action.env.lang or "").startswith("de") else text.lower()


def get_demand(action, deadline):
    """The sentence that asks: amount in figures and in words, and a date."""
    total = action._get_letter_amounts()[2]
    text = (
        action.env._(
            "We give you formal notice to pay %(amount)s (%(words)s) by %(date)s"
            " at the latest."
        )
        if action._is_formal_letter()
        else action.env._("Please pay %(amount)s (%(words)s) by %(date)s.")
    )
    strong = Markup("<strong>%s</strong>")
    return escape(text) % {
        "amount": strong % action.currency_id.format(total),
        "words": in_words(action, total),
        "date": strong % format_date(action.env, deadline, date_format="long"),
    }


def get_dispute_text(action):
    """Whom to tell, and that it is worth it."""
    contact = (
        action.user_id.partner_id if action.user_id else action.company_id.partner_id
    )
    who = ", ".join(filter(None, (contact.name, contact.phone, contact.email)))
    return action.env._(
        "If you dispute all or part of this debt, have already paid it, or cannot pay"
        " at once, please tell us: %(who)s. An arrangement can often be found.",
        who=who,
    )


# === LATE FEES ===


def prepare_letter_fees(action, claimed, today):
    """Rows: days and rates behind the interest of each invoice, then its sum."""
    rows = []
    for line in claimed.filtered("interest"):
        number = line._get_reference()
        segments = prepare_segments(action, line, today)
        rows += [
            {"number": number, "segment": segment, "amount": segment["interest"]}
            for segment in segments
        ]
        if len(segments) != 1:
            amount = action.currency_id.format(line.interest)
            rows.append({"number": number, "segment": None, "amount": amount})
    return rows


def prepare_segments(action, line, today):
    """Days, principal and rate behind the interest of one invoice.

    Only when they give the amount claimed, to the cent: a part may have been
    claimed before, or waived, and a detail that does not add up proves nothing.
    """
    if not line.interest or not line.move_id:
        return []
    try:
        fees = line.move_id._dunning_late_fees(today)
    except UserError:
        return []
    if action.currency_id.compare_amounts(fees["interest"], line.interest):
        return []
    return [
        {
            "date_from": format_date(action.env, date_from),
            "date_to": format_date(action.env, date_to),
            "days": (date_to - date_from).days + 1,
            "principal": action.currency_id.format(float(principal)),
            "rate": formatLang(action.env, float(rate), digits=2),
            "interest": action.currency_id.format(float(interest)),
        }
        for date_from, date_to, principal, rate, interest in fees["segments"]
    ]


# === HOW TO PAY ===


def prepare_letter_payment(action):
    """Bank details, reference, pay link, and the two QR codes."""
    bank = action._get_bank_account()
    code, problem = get_epc_code(action, bank)
    return {
        **action._prepare_payment(),
        "iban": action.env["dunning.transfer"]._format_iban(bank.acc_number),
        "holder": bank.acc_holder_name or action.company_id.name,
        "reference": action._get_transfer_reference(),
        "epc": code,
        "epc_problem": problem,
        "link_code": get_picture(qr_image.qr_png(action.pay_url)),
    }


def get_transfer_reference(action):
    """What the debtor writes on the transfer."""
    lines = action.line_ids.filtered("step_id")
    return action.env["dunning.transfer"]._get_reference(lines.move_id, lines.line_id)


def get_epc_code(action, bank):
    """(picture of the SEPA transfer code, None) or (None, why there is none)."""
    code, problem = action.env["dunning.transfer"]._get_epc_code(
        action.company_id,
        bank,
        action.currency_id,
        action._get_letter_amounts()[2],
        action._get_transfer_reference(),
    )
    return code and get_picture(code), problem


def get_picture(png):
    """A picture as a page holds it, whatever the engine."""
    return "data:image/png;base64," + base64.b64encode(png).decode()
