"""What a customer answers on its page: one method for each form."""

import datetime as dt

from markupsafe import Markup, escape

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, format_date
from odoo.tools.mimetypes import guess_mimetype

from ...core.mail import pictures, typed
from ...core.plan import instalments
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


class DunningPageAnswer(models.AbstractModel):
    """Mixin of ``dunning.link``: forms of the page.

    A form of one's own: a kind more in :meth:`_get_answer_kinds`, a block in the template
    ``relance_avancee.page_answers``, and ``_answer_<kind>(form, files)`` which does what
    it must, tells the collector and returns the thanks. What it raises as ``UserError``
    is shown above the form, and nothing is kept.
    """

    _name = "dunning.page.answer"
    _description = "Answers on a customer's page"

    def _get_answer_kinds(self):
        """Forms switched on by the company, in the order of the page."""
        company = self.company_id
        switches = {
            "promise": company.dunning_page_promise,
            "plan": company.dunning_page_plan,
            "dispute": company.dunning_page_dispute,
            "paid": company.dunning_page_paid,
            "contact": company.dunning_page_contact,
            "cause": company.dunning_page_cause,
        }
        return [kind for kind, is_on in switches.items() if is_on]

    def _prepare_answers(self, dues):
        """What the forms offer to choose from."""
        company = self.company_id
        today = company._dunning_today()
        return {
            "kinds": self._prepare_kinds() if dues else [],
            "dues": [self._prepare_row(due) for due in dues],
            "causes": self._get_causes(),
            "reasons": self.env["dunning.dispute.reason"].search(
                [("active", "=", True)]
            ),
            "rhythms": [
                (key, label)
                for key, label in self.env["dunning.payment.plan"]
                ._fields["rhythm"]
                ._description_selection(self.env)
                if key in PLAN_RHYTHMS
            ],
            "today": fields.Date.to_string(today),
            "max_lines": company.dunning_plan_max_lines,
            "files_help": self.env._(
                "PDF, JPEG or PNG, at most %(count)s files of %(size)s MB.",
                count=company.dunning_page_files,
                size=company.dunning_page_file_size,
            ),
        }

    def _prepare_kinds(self):
        titles = self._get_answer_titles()
        return [
            {
                "kind": kind,
                "title": titles[kind],
                "template": f"relance_avancee.page_answer_{kind}",
            }
            for kind in self._get_answer_kinds()
        ]

    def _get_answer_titles(self):
        """What the customer says with each form."""
        return {
            "promise": self.env._("I will pay on…"),
            "plan": self.env._("I would like to pay in instalments"),
            "dispute": self.env._("I dispute an invoice"),
            "paid": self.env._("This is already paid"),
            "contact": self.env._("I am not the right person"),
            "cause": self.env._("Something keeps me from paying"),
        }

    def _get_causes(self):
        """Reasons the customer may choose from; extended to narrow them down."""
        return self.env["dunning.cause"].search([("for_customer", "=", True)])

    def _answer(self, kind, form, files=()):
        """Take what the customer says.

        :param form: what was typed (werkzeug ``MultiDict``)
        :param files: uploads (werkzeug ``FileStorage``)
        :return: what the customer reads once it is done
        :raises UserError: why nothing was taken, for the customer to read
        """
        self.ensure_one()
        if kind not in self._get_answer_kinds():
            raise UserError(self.env._("This form is not available any more."))
        throttle = self.env["dunning.throttle"]
        count, wait = throttle._get_count_and_wait("answer", self.id)
        if count >= self.company_id.dunning_page_answers:
            raise self._too_many(wait)
        thanks = getattr(self, f"_answer_{kind}")(form, files)
        throttle._count("answer", self.id, 24 * 60)
        return thanks

    def _too_many(self, seconds):
        text = self.env._(
            "You have already written several times today: we will read it all."
        )
        wait = self.env["dunning.throttle"]._say_wait(seconds)
        return TooMany(f"{text} {wait}", seconds)

    def _count_answer_try(self):
        """One try more, counted before the work: what ends in an error counts too.

        :raises TooMany: nothing more is looked at today
        """
        throttle = self.env["dunning.throttle"]
        count, wait = throttle._get_count_and_wait("try", self.id)
        if count >= TRIES * max(self.company_id.dunning_page_answers, 1):
            raise self._too_many(wait)
        throttle._count_apart("try", self.id, 24 * 60)

    # === THE FORMS ===

    def _answer_promise(self, form, _files):
        """I will pay on…: a promise for each currency, which holds its debts."""
        dues = self._get_chosen_invoices(form)
        date = self._get_date(form, "date")
        groups = self._group_for_records(dues)
        if self._get_text(form, "amount") and len(groups) > 1:
            raise UserError(
                self.env._(
                    "Promise invoices in several currencies one after the other."
                )
            )
        # sooner than a record that the database would refuse anyway
        if date < self.company_id._dunning_today():
            raise UserError(self.env._("A promise cannot be for a day already past."))
        for (company, currency), found in groups.items():
            amount = self._get_amount(form, currency) or sum(d.residual for d in found)
            promise = self.env["dunning.promise"].create(
                {
                    "company_id": company.id,
                    "partner_id": self.debtor_id.id,
                    "move_ids": [fields.Command.set(self._get_moves(found).ids)],
                    "currency_id": currency.id,
                    "amount": currency.round(amount),
                    "date": date,
                    "user_id": self._get_collector().id,
                    "note": self._get_note(form),
                }
            )
            self._told(
                self.env._(
                    "Promise made on the page: %(amount)s for %(date)s",
                    amount=currency.format(promise.amount),
                    date=format_date(self.env, date),
                ),
                form,
                record=promise,
                brief=self.env._("Promise made on the page"),
            )
        return self.env._(
            "Thank you: we count on your payment by %(date)s.",
            date=format_date(self.env, date, date_format="long"),
        )

    def _answer_dispute(self, form, files):
        """I dispute…: a dispute of the whole or a part, with its evidence."""
        due = self._get_chosen_invoices(form, only_one=True)[0]
        move, currency = due.item.move_id, due.item.currency_id
        uploads = self._check_files(files)
        reason = self.env["dunning.dispute.reason"].search(
            [("id", "=", self._get_id(form, "reason"))]
        )
        if not reason:
            raise UserError(self.env._("Please choose one of the reasons."))
        if move in self._get_disputes().move_id:
            raise UserError(
                self.env._("This invoice is already disputed: we are working on it.")
            )
        dispute = self.env["dunning.dispute"].create(
            {
                "move_id": move.id,
                "amount": self._get_amount(form, currency),
                "reason_id": reason.id,
                "user_id": (reason.user_id or self._get_collector()).id,
                "note": self._get_note(form),
            }
        )
        message = self._told(
            self.env._(
                "Dispute opened on the page: %(number)s, %(reason)s",
                number=move.name,
                reason=reason.name,
            ),
            form,
            record=dispute,
            uploads=uploads,
            brief=self.env._("Dispute opened on the page"),
        )
        dispute.evidence_ids = message.attachment_ids
        return self.env._(
            "Thank you: we look into %(number)s and answer you.", number=move.name
        )

    def _answer_plan(self, form, _files):
        """I would like to pay in instalments: a plan to look at, within the limits."""
        dues = self._get_chosen_invoices(form)
        plan = self.env["dunning.payment.plan"]._request(
            self.debtor_id,
            self._get_moves(dues),
            note=self._get_note(form),
            **self._get_plan_wish(form),
        )
        self._told(self.env._("Payment plan asked for on the page"), form, record=plan)
        # sudo: the engine's own records, whoever asks
        if plan.sudo().state == "proposed":
            return self.env._(
                "Thank you: your plan is ready below. It starts as soon as you accept it."
            )
        return self.env._("Thank you: we look at your plan and answer you.")

    def _simulate_plan(self, form):
        """Instalments of a plan as asked for, or why it cannot be.

        :raises UserError: what was typed cannot be read
        """
        moves = self._get_moves(self._get_chosen(form))
        currency = moves.currency_id[:1]
        found = self.env["dunning.payment.plan"]._simulate(
            self.debtor_id, moves, **self._get_plan_wish(form)
        )
        return {
            "problem": found["problem"] or "",
            "lines": [
                {"date": format_date(self.env, date), "amount": currency.format(amount)}
                for date, amount in found["lines"]
            ],
            "total": self.env._(
                "In all: %(amount)s", amount=currency.format(found["total"])
            ),
            "interest": found["interest"]
            and self.env._(
                "Interest: %(amount)s", amount=currency.format(found["interest"])
            ),
        }

    def _get_plan_wish(self, form):
        """Arguments of ``dunning.payment.plan._simulate`` from the form."""
        rhythm = self._get_text(form, "rhythm")
        first = self._get_text(form, "date_first")
        currency = self._get_moves(self._get_chosen(form)).currency_id[:1]
        return {
            "count": self._get_id(form, "count"),
            "rhythm": rhythm if rhythm in PLAN_RHYTHMS else "month",
            "date_first": self._get_date(form, "date_first") if first else None,
            "amount_first": self._get_amount(form, currency, "amount_first"),
            "company": self.company_id,
        }

    def _answer_paid(self, form, files):
        """This is already paid: reminders wait until somebody has looked for the money."""
        dues = self._get_chosen(form)
        uploads = self._check_files(files)
        date = self._get_date(form, "date")
        if date > self.company_id._dunning_today():
            raise UserError(self.env._("The payment is for a day to come."))
        currency = dues[0].item.currency_id
        amount = self._get_amount(form, currency) or sum(due.residual for due in dues)
        moves = self._get_moves(dues)
        text = self.env._(
            "Says it is paid: %(amount)s on %(date)s, reference “%(reference)s”,"
            " for %(numbers)s",
            amount=currency.format(amount),
            date=format_date(self.env, date),
            reference=self._get_text(form, "reference") or "–",
            numbers=", ".join(moves.mapped("name")),
        )
        self._hold(text, moves)
        self._told(
            text,
            form,
            move=moves[:1],
            uploads=uploads,
            summary=self.env._("Says it is paid: to reconcile"),
        )
        return self.env._(
            "Thank you: we look for your payment. Reminders wait meanwhile."
        )

    def _answer_contact(self, form, _files):
        """Not the right person: a proposal to the collector, the contact stays."""
        name = self._get_text(form, "name")
        email = self._get_text(form, "email")
        phone = self._get_text(form, "phone")
        if email and not email_normalize(email):
            raise UserError(self.env._("This e-mail address is not valid."))
        if not email and not phone:
            raise UserError(
                self.env._("Please give an e-mail address or a telephone number.")
            )
        text = self.env._(
            "Not the right person. Write to: %(who)s",
            who=", ".join(filter(None, (name, email, phone))),
        )
        if self.company_id.dunning_hold_on_reply:
            self._hold(text)
        self._told(text, form, summary=self.env._("Another contact to enter"))
        return self.env._("Thank you: we will write to the right person.")

    def _answer_cause(self, form, _files):
        """Why it has not paid: worth a reply by e-mail."""
        cause_id = self._get_id(form, "cause")
        cause = self._get_causes().filtered(lambda cause: cause.id == cause_id)
        if not cause:
            raise UserError(self.env._("Please choose one of the reasons."))
        self.debtor_id._dunning_set_cause(cause, self.company_id)
        if self.company_id.dunning_hold_on_reply:
            self._hold(cause.name)
        self._told(
            cause.name,
            form,
            move=self._get_moves(self._get_dues())[:1],
            summary=self.env._("Reply to read"),
        )
        return self.env._("Thank you: your message has reached us.")

    # === WHAT WAS TYPED ===

    def _get_text(self, form, name):
        """One short line."""
        return typed.line(form.get(name), MAX_WORD)

    def _get_note(self, form):
        """The customer's own words."""
        return typed.words(form.get("note"), MAX_PAGE_NOTE)

    def _get_id(self, form, name):
        return typed.number(form.get(name))

    def _get_date(self, form, name):
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
        raise UserError(self.env._("Please give a date, for instance 2026-12-31."))

    def _get_amount(self, form, currency, name="amount"):
        """The amount typed, or 0.

        :raises UserError: not an amount
        """
        text = self._get_text(form, name)
        return float(self._read_amount(text, currency)) if text else 0.0

    def _get_chosen(self, form, only_one=False):
        """The debts ticked.

        :raises UserError: none, one that is not this debtor's, or several
        """
        wanted = set(map(typed.number, form.getlist("line")))
        dues = [due for due in self._get_dues() if due.item.id in wanted]
        if not dues or len(dues) != len(wanted):
            raise UserError(self.env._("Choose at least one invoice."))
        if only_one and len(dues) > 1:
            raise UserError(self.env._("Choose one invoice."))
        return dues

    def _get_chosen_invoices(self, form, only_one=False):
        """The debts ticked, for a record that is about invoices alone.

        An entry may be about other customers too: nothing of it is promised or held
        without somebody of the company.

        :raises UserError: as above, or a balance that is no invoice
        """
        dues = self._get_chosen(form, only_one)
        if "entry" in self._get_moves(dues).mapped("move_type"):
            raise UserError(
                self.env._(
                    "This amount comes from an earlier balance: please answer our "
                    "message, and we will look into it with you."
                )
            )
        return dues

    def _get_moves(self, dues):
        return self.env["account.move"].union(*(due.item.move_id for due in dues))

    def _group_for_records(self, dues):
        """Debts by company and currency: what one record may be about."""
        groups = {}
        for due in dues:
            key = due.item.company_id, due.item.currency_id
            groups.setdefault(key, []).append(due)
        return groups

    # === FILES ===

    def _check_files(self, files):
        """Names and contents of the uploads, refused as a whole.

        :return: list of (name, content); the name ends as the content says
        :raises UserError: too many, too big, or of another type
        """
        company = self.company_id
        sent = [file for file in files if file.filename]
        if len(sent) > company.dunning_page_files:
            raise UserError(
                self.env._("At most %(count)s files.", count=company.dunning_page_files)
            )
        limit = company.dunning_page_file_size * MEGABYTE
        found = [self._check_file(file, limit) for file in sent]
        self._check_pictures(found)
        return found

    def _check_pictures(self, files):
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
                    self.env._("The picture %(name)s cannot be read.", name=name)
                )
            total += pixels
            if total > pictures.MAX_PIXELS:
                raise UserError(
                    self.env._(
                        "Pictures may have %(count)s million pixels together:"
                        " please send smaller ones.",
                        count=pictures.MAX_PIXELS // 1_000_000,
                    )
                )

    def _check_file(self, file, limit):
        content = file.read(limit + 1)
        if len(content) > limit:
            raise UserError(
                self.env._(
                    "A file may not be larger than %(size)s MB.",
                    size=self.company_id.dunning_page_file_size,
                )
            )
        ending = FILE_TYPES.get(guess_mimetype(content))
        if not ending:
            raise UserError(self.env._("Only PDF, JPEG and PNG files can be sent."))
        name = file.filename.replace("\\", "/").rpartition("/")[2].partition(".")[0]
        safe = "".join(
            char if char.isalnum() or char in " -_" else " " for char in name
        )
        return " ".join(safe.split())[:60] + ending, content

    # === PASSING ON ===

    def _get_thread(self):
        """Where the answer is kept: the last message this contact got, else the debtor."""
        action = self.env["dunning.action"].search(
            [
                *self._get_our_domain(),
                ("contact_id", "in", (False, self.contact_id.id)),
                ("state", "=", "done"),
                (
                    "channel",
                    "in",
                    self.env["dunning.channel"]._get_registry().written,
                ),
            ],
            order="date_done desc, id desc",
            limit=1,
        )
        return action or self.debtor_id

    def _told(
        self, text, form, record=None, move=None, uploads=(), summary=None, brief=None
    ):
        """Log an answer where it belongs and tell the collector.

        Everybody in the house reads a customer's history: it says that there is an
        answer and where, not what is owed or why.

        :param record: what the answer made (a promise, a dispute); it gets the files
        :param move: the invoice that keeps it when there is no message it answers
        :param summary: of the activity; ``text`` when empty
        :param brief: for the customer's history; ``summary`` or ``text`` when empty
        """
        body = escape(text)
        if note := self._get_note(form):
            body += Markup("<br/>%s") % Markup("<br/>").join(
                escape(line) for line in note.splitlines()
            )
        thread = self._get_thread()
        if thread._name == "dunning.action":
            thread.delivery_state = "answered"
            if user := self._get_collector():
                thread.message_subscribe(user.partner_id.ids)
        # only an invoice keeps to accounting what would stand on the customer
        move = move if thread == self.debtor_id else None
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
            author_id=self.contact_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_note" if is_followed else "mail.mt_comment",
            attachments=uploads,
        )
        if thread not in (keeper, self.debtor_id):
            thread._message_log(body=body, author_id=self.contact_id.id)
        said = keeper._get_html_link(brief or summary or text)
        if keeper != self.debtor_id:
            self.debtor_id._message_log(body=said, author_id=self.contact_id.id)
        if keeper == move:
            self._schedule(self.debtor_id, summary or text, said)
        else:
            self._schedule(keeper, summary or text, body)
        return posted

    def _schedule(self, record, summary, note=""):
        """An activity today for the collector."""
        record.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.company_id._dunning_today(),
            summary=summary,
            note=note,
            user_id=self._get_collector().id or False,
        )

    def _hold(self, note, moves=None):
        """Reminders of these invoices, or of all, wait until somebody has read this."""
        Hold = self.env["dunning.hold"]
        for move in moves or [self.env["account.move"]]:
            company = move.company_id or self.company_id
            target = [
                ("debtor_id", "=", self.debtor_id.id),
                ("company_id", "=", company.id),
                ("move_id", "=", move.id),
                ("reason", "=", "reply"),
            ]
            if not Hold.search_count(target, limit=1):
                Hold.create(
                    {
                        "partner_id": self.debtor_id.id,
                        "company_id": company.id,
                        "move_id": move.id,
                        "reason": "reply",
                        "date_from": fields.Date.to_string(company._dunning_today()),
                        "note": note,
                    }
                )
