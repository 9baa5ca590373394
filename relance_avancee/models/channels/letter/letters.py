"""Letters of reminders: printed one by one, done when posted.

Functions over ``dunning.action``.
"""

import hashlib

from ....isolation import must_go_up
from . import letter_text
from .dunning_pdf import PdfError

# === SENDING ===


def send_letter(actions, today):
    """Print the letters; done at once only where the postal service takes them.

    The others wait for somebody to confirm that they were posted. One that cannot
    be made says why on its action, and the others go on.
    """
    done = actions.browse()
    for action in actions:
        try:
            with actions.env.cr.savepoint():
                letter = print_letter(action, today)
                if letter and action._is_handed_over():
                    letter._hand_over()
                    done |= action
        except PdfError as error:
            action.invalidate_recordset()
            action._set_failed("transport", str(error))
        # one letter that cannot be made, whatever the reason, never stops the others
        except Exception as error:
            if must_go_up(error):
                raise
            action._deliver_failed(error)
    done._set_done(today, delivery_state="queued", is_test=False)
    done._log_contact()
    return done


def print_letter(action, today):
    """The printed letter of one action; empty when nobody can receive it."""
    action.ensure_one()
    if not has_postal_address(action):
        action._set_failed(
            "address",
            action.env["dunning.explanation"]._no_channel(["letter"]),
            "no_channel",
        )
        return action.letter_ids.browse()
    if problem := letter_text.get_address_problem(action):
        action._set_failed("address", problem, "address_too_long")
        return action.letter_ids.browse()
    action._set_deadline(today)
    # sudo: letters are made here and by nobody's hand, not even a manager's
    return action.env["dunning.letter"].sudo()._print(action.sudo(), today)


def has_postal_address(action):
    """Enough for a postman; the postal service also wants code and country."""
    action.ensure_one()
    contact = action.contact_id or action.partner_id
    wanted = ["street", "city"]
    if action._is_handed_over():
        wanted += ["zip", "country_id"]
    return all(contact[name] for name in wanted)


def get_printed_letter(action):
    """The letter in the pile that still says what is claimed."""
    action.ensure_one()
    action.check_access("read")
    # sudo: who may read the action may know of its letter
    return action.sudo().letter_ids.filtered(
        lambda letter: not letter.is_dropped
        and not letter.date_posted
        and letter.key == action._get_letter_key()
    )[-1:]


def get_letter_key(action):
    """A fingerprint of what the letter asks, from whom: another one, another letter."""
    action.ensure_one()
    facts = [
        (line.line_id.id, line.amount, line.interest, line.fixed_fee)
        for line in action.line_ids.sorted("id")
        if line.step_id
    ]
    who = action._get_letter_address() + [action.company_id.root_id.dunning_mode]
    return hashlib.sha256(repr((action.step_id.id, who, facts)).encode()).hexdigest()


def render_letter(action, today, engine=None):
    """The PDF of the letter as it would leave; nothing is kept.

    :raises PdfError: no engine, or the engine fails
    """
    action.ensure_one()
    pdf = action.env["dunning.pdf"]
    engine = engine or pdf._get_engine()
    return pdf._render(action._render_letter_html(today, engine), engine)


def render_letter_html(action, today, engine="html"):
    """The letter as a page, in the debtor's language, for one engine."""
    report = action._get_letter_report().with_context(
        dunning_letter_date=today, lang=action._get_lang()
    )
    html, _type = report._render_qweb_html(
        report.report_name, action.ids, data={"engine": engine, "report_type": "pdf"}
    )
    return html.decode()


def get_letter_pdf(action):
    """What was sent or printed if there is such a thing, else a proof of today."""
    action.ensure_one()
    action.check_access("read")
    kept = action.letter_ids.filtered(
        lambda letter: letter.attachment_id and not letter.is_dropped
    )[-1:]
    if kept and (kept.date_posted or kept.key == action._get_letter_key()):
        # sudo: who may read the action may read its letter
        return kept.sudo().attachment_id.raw
    # a proof quotes the reader's link, which is for who writes to customers
    action._check_field_access(action._fields["pay_url"], "read")
    return action._render_letter(action._get_letter_date())


def get_letter_filename(action):
    """Name of the file, without extension."""
    action.ensure_one()
    name = "".join(
        char if char.isalnum() or char in " -_." else " "
        for char in action.partner_id.name or ""
    )
    return " ".join(f"{action._get_letter_number()} {name}".split())[:100]
