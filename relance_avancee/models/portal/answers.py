"""What a customer answers on its page: one function for each form.

Functions over a ``dunning.link``.
"""

import datetime as dt

from markupsafe import Markup, escape

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import email_normalize, format_date
from odoo.tools.mimetypes import guess_mimetype

from ...core.mail import pictures, typed
from ...core.plan import instalments
from . import debts, payments, story
from .dunning_throttle import TooMany

MAX_PAGE_NOTE = 2000  # characters

MAX_WORD = 100

TRIES = 5  # forms sent for one that is taken: people mistype

PLAN_RHYTHMS = tuple(instalments.RHYTHMS)

# What an accountant opens without fear; told by the content, never by the browser.
FILE_TYPES = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
}

MEGABYTE = 1024 * 1024


def prepare_answers(link, dues):
    """What the forms offer to choose from."""
    company = link.company_id
    today = company._dunning_today()
    return {
        "kinds": prepare_kinds(link) if dues else [],
        "dues": [debts.prepare_row(link, due) for due in dues],
        "causes": link._get_causes(),
        "reasons": link.env["dunning.dispute.reason"].search([("active", "=", True)]),
        "rhythms": [
            (key, label)
            for key, label in link.env["dunning.payment.plan"]
            ._fields["rhythm"]
            ._description_selection(link.env)
            if key in PLAN_RHYTHMS
        ],
        "today": fields.Date.to_string(today),
        "max_lines": company.dunning_plan_max_lines,
        "files_help": link.env._(
            "PDF, JPEG or PNG, at most %(count)s files of %(size)s MB.",
            count=company.dunning_page_files,
            size=company.dunning_page_file_size,
        ),
    }


def prepare_kinds(link):
    """Forms of the page: kind, title and template."""
    titles = link._get_answer_titles()
    return [
        {
            "kind": kind,
            "title": titles[kind],
            "template": f"relance_avancee.page_answer_{kind}",
        }
        for kind in link._get_answer_kinds()
    ]


def get_answer_titles(link):
    """What the customer says with each form."""
    return {
        "promise": link.env._("I will pay on…"),
        "plan": link.env._("I would like to pay in instalments"),
        "dispute": link.env._("I dispute an invoice"),
        "paid": link.env._("This is already paid"),
        "contact": link.env._("I am not the right person"),
        "cause": link.env._("Something keeps me from paying"),
    }


def get_causes(link):
    """Reasons the customer may choose from; extended to narrow them down."""
    return link.env["dunning.cause"].search([("for_customer", "=", True)])


def too_many(link, seconds):
    """What is raised when somebody wrote too often; says until when."""
    text = link.env._(
        "You have already written several times today: we will read it all."
    )
    wait = link.env["dunning.throttle"]._say_wait(seconds)
    return TooMany(f"{text} {wait}", seconds)


def count_answer_try(link):
    """One try more, counted before the work: what ends in an error counts too.

    :raises TooMany: nothing more is looked at today
    """
    throttle = link.env["dunning.throttle"]
    count, wait = throttle._get_count_and_wait("try", link.id)
    if count >= TRIES * max(link.company_id.dunning_page_answers, 1):
        raise too_many(link, wait)
    throttle._count_apart("try", link.id, 24 * 60)


# === THE FORMS ===


def answer_promise(link, form, _files):
    """I will pay on…: a promise for each currency, which holds its debts."""
    dues = get_chosen_invoices(link, form)
    date = get_date(link, form, "date")
    groups = group_for_records(dues)
    if get_text(form, "amount") and len(groups) > 1:
        raise UserError(
            link.env._("Promise invoices in several currencies one after the other.")
        )
    # sooner than a record that the database would refuse anyway
    if date < link.company_id._dunning_today():
        raise UserError(link.env._("A promise cannot be for a day already past."))
    for (company, currency), found in groups.items():
        amount = get_amount(link, form, currency) or sum(d.residual for d in found)
        promise = link.env["dunning.promise"].create(
            {
                "company_id": company.id,
                "partner_id": link.debtor_id.id,
                "move_ids": [fields.Command.set(get_moves(link, found).ids)],
                "currency_id": currency.id,
                "amount": currency.round(amount),
                "date": date,
                "user_id": debts.get_collector(link).id,
                "note": get_note(form),
            }
        )
        tell(
            link,
            link.env._(
                "Promise made on the page: %(amount)s for %(date)s",
                amount=currency.format(promise.amount),
                date=format_date(link.env, date),
            ),
            form,
            record=promise,
            brief=link.env._("Promise made on the page"),
        )
    return link.env._(
        "Thank you: we count on your payment by %(date)s.",
        date=format_date(link.env, date, date_format="long"),
    )


def answer_dispute(link, form, files):
    """I dispute…: a dispute of the whole or a part, with its evidence."""
    item = get_chosen_item(link, form)
    move, currency = item.move_id, item.currency_id
    uploads = check_files(link, files)
    reason = link.env["dunning.dispute.reason"].search(
        [("id", "=", get_id(form, "reason"))]
    )
    if not reason:
        raise UserError(link.env._("Please choose one of the reasons."))
    if move in story.get_disputes(link).move_id:
        raise UserError(
            link.env._("This invoice is already disputed: we are working on it.")
        )
    collector = debts.get_collector(link)
    dispute = link.env["dunning.dispute"].create(
        {
            "move_id": move.id,
            "amount": get_amount(link, form, currency),
            "reason_id": reason.id,
            "user_id": (reason.user_id or collector).id,
            "note": get_note(form),
        }
    )
    message = tell(
        link,
        link.env._(
            "Dispute opened on the page: %(number)s, %(reason)s",
            number=move.name,
            reason=reason.name,
        ),
        form,
        record=dispute,
        uploads=uploads,
        collector=collector,
        brief=link.env._("Dispute opened on the page"),
        note=dispute.note,
    )
    dispute.evidence_ids = message.attachment_ids
    return link.env._(
        "Thank you: we look into %(number)s and answer you.", number=move.name
    )


def answer_plan(link, form, _files):
    """I would like to pay in instalments: a plan to look at, within the limits."""
    dues = get_chosen_invoices(link, form)
    plan = link.env["dunning.payment.plan"]._request(
        link.debtor_id,
        get_moves(link, dues),
        note=get_note(form),
        **get_plan_wish(link, form),
    )
    tell(link, link.env._("Payment plan asked for on the page"), form, record=plan)
    # sudo: the engine's own records, whoever asks
    if plan.sudo().state == "proposed":
        return link.env._(
            "Thank you: your plan is ready below. It starts as soon as you accept it."
        )
    return link.env._("Thank you: we look at your plan and answer you.")


def simulate_plan(link, form):
    """Instalments of a plan as asked for, or why it cannot be.

    :raises UserError: what was typed cannot be read
    """
    moves = get_moves(link, get_chosen(link, form))
    currency = moves.currency_id[:1]
    found = link.env["dunning.payment.plan"]._simulate(
        link.debtor_id, moves, **get_plan_wish(link, form)
    )
    return {
        "problem": found["problem"] or "",
        "lines": [
            {"date": format_date(link.env, date), "amount": currency.format(amount)}
            for date, amount in found["lines"]
        ],
        "total": link.env._(
            "In all: %(amount)s", amount=currency.format(found["total"])
        ),
        "interest": found["interest"]
        and link.env._(
            "Interest: %(amount)s", amount=currency.format(found["interest"])
        ),
    }


def get_plan_wish(link, form):
    """Arguments of ``dunning.payment.plan._simulate`` from the form."""
    rhythm = get_text(form, "rhythm")
    first = get_text(form, "date_first")
    currency = get_moves(link, get_chosen(link, form)).currency_id[:1]
    return {
        "count": get_id(form, "count"),
        "rhythm": rhythm if rhythm in PLAN_RHYTHMS else "month",
        "date_first": get_date(link, form, "date_first") if first else None,
        "amount_first": get_amount(link, form, currency, "amount_first"),
        "company": link.company_id,
    }


def answer_paid(link, form, files):
    """This is already paid: reminders wait until somebody has looked for the money."""
    dues = get_chosen(link, form)
    uploads = check_files(link, files)
    date = get_date(link, form, "date")
    if date > link.company_id._dunning_today():
        raise UserError(link.env._("The payment is for a day to come."))
    currency = dues[0].item.currency_id
    amount = get_amount(link, form, currency) or sum(due.residual for due in dues)
    moves = get_moves(link, dues)
    text = link.env._(
        "Says it is paid: %(amount)s on %(date)s, reference “%(reference)s”,"
        " for %(numbers)s",
        amount=currency.format(amount),
        date=format_date(link.env, date),
        reference=get_text(form, "reference") or "–",
        numbers=", ".join(moves.mapped("name")),
    )
    hold_back(link, text, moves)
    tell(
        link,
        text,
        form,
        move=moves[:1],
        uploads=uploads,
        summary=link.env._("Says it is paid: to reconcile"),
    )
    return link.env._("Thank you: we look for your payment. Reminders wait meanwhile.")


def answer_contact(link, form, _files):
    """Not the right person: a proposal to the collector, the contact stays."""
    name = get_text(form, "name")
    email = get_text(form, "email")
    phone = get_text(form, "phone")
    if email and not email_normalize(email):
        raise UserError(link.env._("This e-mail address is not valid."))
    if not email and not phone:
        raise UserError(
            link.env._("Please give an e-mail address or a telephone number.")
        )
    text = link.env._(
        "Not the right person. Write to: %(who)s",
        who=", ".join(filter(None, (name, email, phone))),
    )
    if link.company_id.dunning_hold_on_reply:
        hold_back(link, text)
    tell(link, text, form, summary=link.env._("Another contact to enter"))
    return link.env._("Thank you: we will write to the right person.")


def answer_cause(link, form, _files):
    """Why it has not paid: worth a reply by e-mail."""
    cause_id = get_id(form, "cause")
    cause = link._get_causes().filtered(lambda cause: cause.id == cause_id)
    if not cause:
        raise UserError(link.env._("Please choose one of the reasons."))
    link.debtor_id._dunning_set_cause(cause, link.company_id)
    if link.company_id.dunning_hold_on_reply:
        hold_back(link, cause.name)
    tell(
        link,
        cause.name,
        form,
        move=get_moves(link, link._get_dues())[:1],
        summary=link.env._("Reply to read"),
    )
    return link.env._("Thank you: your message has reached us.")


# === WHAT WAS TYPED ===


def get_text(form, name):
    """One short line."""
    return typed.line(form.get(name), MAX_WORD)


def get_note(form):
    """The customer's own words."""
    return typed.words(form.get("note"), MAX_PAGE_NOTE)


def get_id(form, name):
    """A number typed or chosen; None when it is none."""
    return typed.number(form.get(name))


def get_date(link, form, name):
    """A day.

    :raises UserError: none
    """
    text = typed.line(form.get(name), MAX_WORD)
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = dt.datetime.strptime(text, pattern).date()
        except ValueError:
            continue
        if 2000 <= day.year < 2100:
            return day
    raise UserError(link.env._("Please give a date, for instance 2026-12-31."))


def get_amount(link, form, currency, name="amount"):
    """The amount typed, or 0.

    :raises UserError: not an amount
    """
    text = get_text(form, name)
    return float(payments.read_amount(link, text, currency)) if text else 0.0


def get_chosen(link, form):
    """The debts ticked.

    :raises UserError: none, or one that is not this debtor's
    """
    wanted = get_ticked(form)
    dues = [due for due in link._get_dues() if due.item.id in wanted]
    check_ticked(link, dues, wanted)
    return dues


def get_ticked(form):
    """Numbers of the journal items ticked."""
    return set(map(typed.number, form.getlist("line")))


def check_ticked(link, found, wanted):
    """Refuse a choice of nothing, or of what is not this debtor's.

    :raises UserError: it is one of these
    """
    if not found or len(found) != len(wanted):
        raise UserError(link.env._("Choose at least one invoice."))


def get_chosen_item(link, form):
    """The journal item ticked, for what is about one invoice, whatever is paid of it.

    :raises UserError: as above, several, or a balance that is no invoice
    """
    wanted = get_ticked(form)
    item = debts.search_open_items(
        link, [("id", "in", list(wanted)), ("amount_residual_currency", ">", 0)]
    )
    check_ticked(link, item, wanted)
    if len(item) > 1:
        raise UserError(link.env._("Choose one invoice."))
    check_invoices(link, item.move_id)
    return item


def get_chosen_invoices(link, form):
    """The debts ticked, for a record that is about invoices alone.

    An entry may be about other customers too: nothing of it is promised or held
    without somebody of the company.

    :raises UserError: as above, or a balance that is no invoice
    """
    dues = get_chosen(link, form)
    check_invoices(link, get_moves(link, dues))
    return dues


def check_invoices(link, moves):
    """Refuse what is no invoice.

    :raises UserError: a balance is
    """
    if "entry" in moves.mapped("move_type"):
        raise UserError(
            link.env._(
                "This amount comes from an earlier balance: please answer our "
                "message, and we will look into it with you."
            )
        )


def get_moves(link, dues):
    """Entries and invoices of some debts."""
    return link.env["account.move"].union(*(due.item.move_id for due in dues))


def group_for_records(dues):
    """Debts by company and currency: what one record may be about."""
    groups = {}
    for due in dues:
        key = due.item.company_id, due.item.currency_id
        groups.setdefault(key, []).append(due)
    return groups


# === FILES ===


def check_files(link, files):
    """Names and contents of the uploads, refused as a whole.

    :return: list of (name, content); the name ends as the content says
    :raises UserError: too many, too big, or of another type
    """
    company = link.company_id
    sent = [file for file in files if file.filename]
    if len(sent) > company.dunning_page_files:
        raise UserError(
            link.env._("At most %(count)s files.", count=company.dunning_page_files)
        )
    limit = company.dunning_page_file_size * MEGABYTE
    found = [check_file(link, file, limit) for file in sent]
    check_pictures(link, found)
    return found


def check_pictures(link, files):
    """Pictures by what they unpack to, one by one and together.

    :raises UserError: too big, or no picture
    """
    total = 0
    for name, content in files:
        if name.endswith(FILE_TYPES["application/pdf"]):
            continue
        pixels = pictures.count_pixels(content)
        if pixels is None:
            raise UserError(
                link.env._("The picture %(name)s cannot be read.", name=name)
            )
        total += pixels
        if total > pictures.MAX_PIXELS:
            raise UserError(
                link.env._(
                    "Pictures may have %(count)s million pixels together:"
                    " please send smaller ones.",
                    count=pictures.MAX_PIXELS // 1_000_000,
                )
            )


def check_file(link, file, limit):
    """(name, content) of one upload.

    :raises UserError: too big, or of another type
    """
    content = file.read(limit + 1)
    if len(content) > limit:
        raise UserError(
            link.env._(
                "A file may not be larger than %(size)s MB.",
                size=link.company_id.dunning_page_file_size,
            )
        )
    ending = FILE_TYPES.get(guess_mimetype(content))
    if not ending:
        raise UserError(link.env._("Only PDF, JPEG and PNG files can be sent."))
    name = file.filename.replace("\\", "/").rpartition("/")[2].partition(".")[0]
    safe = "".join(char if char.isalnum() or char in " -_" else " " for char in name)
    return " ".join(safe.split())[:60] + ending, content


# === PASSING ON ===


def get_thread(link):
    """Where the answer is kept: the last message this contact got, else the debtor."""
    action = link.env["dunning.action"].search(
        [
            *link._get_our_domain(),
            ("contact_id", "in", (False, link.contact_id.id)),
            ("state", "=", "done"),
            (
                "channel",
                "in",
                link.env["dunning.channel"]._get_registry().written,
            ),
        ],
        order="date_done desc, id desc",
        limit=1,
    )
    return action or link.debtor_id


def tell(
    link,
    text,
    form,
    record=None,
    move=None,
    uploads=(),
    summary=None,
    brief=None,
    collector=None,
    note=None,
):
    """Log an answer where it belongs and tell the collector.

    Everybody in the house reads a customer's history: it says that there is an answer
    and where, not what is owed or why.

    :param record: what the answer made (a promise, a dispute); it gets the files
    :param move: the invoice that keeps it when there is no message it answers
    :param summary: of the activity; ``text`` when empty
    :param brief: for the customer's history; ``summary`` or ``text`` when empty
    :param collector: who looks after the debtor, where it is known already
    :param note: the customer's own words, where they are known already
    """
    collector = collector or debts.get_collector(link)
    body = escape(text)
    if note is None:
        note = get_note(form)
    if note:
        body += Markup("<br/>%s") % Markup("<br/>").join(
            escape(line) for line in note.splitlines()
        )
    thread = get_thread(link)
    if thread._name == "dunning.action":
        thread.delivery_state = "answered"
        if collector:
            thread.message_subscribe(collector.partner_id.ids)
    # only an invoice keeps to accounting what would stand on the customer
    move = move if thread == link.debtor_id else None
    keeper = record or move or thread
    # who follows a customer or an invoice may be the customer: nobody is written to
    # from there
    is_followed = keeper._name in ("res.partner", "account.move")
    posted = keeper.with_context(
        mail_post_autofollow_author_skip=True,
        # a stranger's picture is kept as it is: nothing here unpacks it
        image_no_postprocess=True,
    ).message_post(
        body=body,
        author_id=link.contact_id.id,
        message_type="comment",
        subtype_xmlid="mail.mt_note" if is_followed else "mail.mt_comment",
        attachments=uploads,
    )
    if thread not in (keeper, link.debtor_id):
        thread._message_log(body=body, author_id=link.contact_id.id)
    said = keeper._get_html_link(brief or summary or text)
    if keeper != link.debtor_id:
        link.debtor_id._message_log(body=said, author_id=link.contact_id.id)
    if keeper == move:
        schedule(link, link.debtor_id, summary or text, said, collector)
    else:
        schedule(link, keeper, summary or text, body, collector)
    return posted


def schedule(link, record, summary, note="", collector=None):
    """An activity today for the collector.

    :param collector: who looks after the debtor, where it is known already
    """
    collector = collector or debts.get_collector(link)
    record.with_context(mail_activity_quick_update=True).activity_schedule(
        "mail.mail_activity_data_todo",
        date_deadline=link.company_id._dunning_today(),
        summary=summary,
        note=note,
        user_id=collector.id or False,
    )


def hold_back(link, note, moves=None):
    """Reminders of these invoices, or of all, wait until somebody has read this."""
    Hold = link.env["dunning.hold"]
    for move in moves or [link.env["account.move"]]:
        company = move.company_id or link.company_id
        target = [
            ("debtor_id", "=", link.debtor_id.id),
            ("company_id", "=", company.id),
            ("move_id", "=", move.id),
            ("reason", "=", "reply"),
        ]
        if not Hold.search_count(target, limit=1):
            Hold.create(
                {
                    "partner_id": link.debtor_id.id,
                    "company_id": company.id,
                    "move_id": move.id,
                    "reason": "reply",
                    "date_from": fields.Date.to_string(company._dunning_today()),
                    "note": note,
                }
            )
