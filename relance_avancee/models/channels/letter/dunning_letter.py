import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date, html2plaintext

from ....const import LETTER_POSTS, PENDING_STATES
from ...records import (
    dunning_evidence,  # noqa: F401 - inherited
    dunning_named,  # noqa: F401 - inherited
)
from . import pages

# What collectors complete by hand; all the rest says what was sent.
COMPLETED_BY_HAND = {"number", "date_received", "date_refused", "proof_ids"}
LETTER_STATES = [
    ("printed", "To post"),
    ("outdated", "Changed since: print again"),
    ("cancelled", "Do not post"),
    ("posted", "Posted"),
    ("received", "Received"),
    ("refused", "Refused or returned"),
]


class DunningLetter(models.Model):
    """One sheet of paper, or its electronic equivalent: printed, posted, received.

    The action says why a debtor was written to; this says what became of the letter.
    """

    _name = "dunning.letter"
    _description = "Dunning letter"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "dunning.evidence",
        "dunning.named",
    ]
    _order = "partner_id, id"
    _mail_post_access = "read"

    name = fields.Char("Reference", required=True, readonly=True)
    action_id = fields.Many2one(
        "dunning.action", required=True, index=True, ondelete="cascade", readonly=True
    )
    posting_id = fields.Many2one(
        "dunning.posting", index="btree_not_null", ondelete="set null", readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    user_id = fields.Many2one(related="action_id.user_id")
    step_id = fields.Many2one(related="action_id.step_id")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(
        readonly=True, help="Total asked by the letter, late fees included."
    )
    address = fields.Text("Addressee", readonly=True)
    post = fields.Selection(LETTER_POSTS, default="plain", required=True, readonly=True)
    page_count = fields.Integer("Pages", readonly=True)
    attachment_id = fields.Many2one(
        "ir.attachment", "Document", readonly=True, ondelete="restrict", copy=False
    )
    sha256 = fields.Char("SHA-256", readonly=True, copy=False)
    # what was claimed when it was printed; another key means another letter
    key = fields.Char(readonly=True)
    is_dropped = fields.Boolean("Taken out", readonly=True)
    date_printed = fields.Date(readonly=True)
    date_posted = fields.Date("Posted on", readonly=True)
    number = fields.Char("Tracking number", copy=False, tracking=True)
    date_received = fields.Date("Received on", copy=False, tracking=True)
    date_refused = fields.Date("Refused or returned on", copy=False, tracking=True)
    proof_ids = fields.Many2many(
        "ir.attachment", "dunning_letter_proof_rel", string="Proofs", copy=False
    )
    state = fields.Selection(LETTER_STATES, compute="_compute_state")
    reason = fields.Char(related="action_id.reason")

    _waiting_idx = models.Index(
        "(company_id, date_posted) WHERE post != 'plain' AND date_posted IS NOT NULL"
        " AND date_received IS NULL AND date_refused IS NULL"
    )

    def _compute_state(self):
        """Not stored: a payment that cancels the action must cost nothing here."""
        for letter in self:
            letter.state = letter._get_state()

    def _get_state(self):
        self.ensure_one()
        action = self.action_id
        if self.is_dropped or action.state in ("cancelled", "failed"):
            return "cancelled"
        if self.date_posted:
            if self.date_refused:
                return "refused"
            return "received" if self.date_received else "posted"
        if action.state in PENDING_STATES and self.key == action._get_letter_key():
            return "printed"
        return "outdated"

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for letter in self:
            letter.display_name = f"{letter.name} – {letter.partner_id.name or ''}"

    @api.constrains("date_received", "date_refused", "date_posted")
    def _check_dates(self):
        for letter in self:
            for day in filter(None, (letter.date_received, letter.date_refused)):
                if not letter.date_posted or day < letter.date_posted:
                    raise UserError(
                        self.env._("A letter cannot arrive before it is posted.")
                    )

    def _get_by_hand(self):
        return super()._get_by_hand() | COMPLETED_BY_HAND

    def write(self, vals):
        """Collectors complete number, dates and proofs; the rest is evidence."""
        if not self.env.su and any(
            name not in COMPLETED_BY_HAND
            and not name.startswith(("message_", "activity_"))
            for name in vals
        ):
            raise AccessError(
                self.env._("What a letter said and when it left is evidence.")
            )
        result = super().write(vals)
        if {"date_received", "date_refused"} & vals.keys():
            # sudo: activities of colleagues too
            self.sudo().filtered(
                lambda letter: letter.date_received or letter.date_refused
            ).activity_ids.unlink()
        if "proof_ids" in vals:
            # a proof is read by whoever may read the letter
            for letter in self.sudo():
                letter.proof_ids.filtered(lambda proof: not proof.res_id).write(
                    {"res_model": self._name, "res_id": letter.id}
                )
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        if any(letter.date_posted for letter in self):
            raise UserError(
                self.env._(
                    "What was sent to a customer is evidence: it cannot be deleted."
                )
            )

    # === THE DOCUMENT ===

    @api.model
    def _print(self, action, today):
        """Make the document of an action and keep it; replaces one that has changed."""
        key = action._get_letter_key()
        open_letters = action.letter_ids.filtered(
            lambda letter: not letter.date_posted and not letter.is_dropped
        )
        same = open_letters.filtered(
            lambda letter: letter.key == key and letter.date_printed == today
        )
        (open_letters - same)._drop()
        if same:
            return same[:1]
        content = action._render_letter(today)
        letter = self.create(self._prepare_values(action, today, key, content))
        letter.attachment_id = self.env["ir.attachment"].create(
            {
                "name": action._get_letter_filename() + ".pdf",
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": "dunning.action",
                "res_id": action.id,
                "company_id": action.company_id.id,
            }
        )
        return letter

    @api.model
    def _prepare_values(self, action, today, key, content):
        """Values of one printed letter; a snapshot."""
        return {
            "name": action._get_letter_number(),
            "action_id": action.id,
            "partner_id": action.partner_id.id,
            "company_id": action.company_id.id,
            "currency_id": action.currency_id.id,
            "amount": action._get_letter_amounts()[2],
            "address": ", ".join(action._get_letter_address()),
            "post": action.step_id.letter_post,
            "page_count": pages.count_pages(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "key": key,
            "date_printed": today,
        }

    def _drop(self):
        """Taken out of the pile before it left: the document goes, the line stays."""
        documents = self.attachment_id
        self.write({"is_dropped": True, "attachment_id": False})
        documents.filtered(lambda document: not document.dunning_sha256).unlink()

    def _seal(self, today):
        """It left: the document is what was printed, and stays so for ever.

        :raises UserError: somebody changed the document since it was printed
        """
        for letter in self:
            found = hashlib.sha256(letter.attachment_id.raw or b"").hexdigest()
            if found != letter.sha256:
                raise UserError(
                    self.env._(
                        "The document of %(letter)s is not the one that was printed: "
                        "print it again.",
                        letter=letter.display_name,
                    )
                )
            letter.attachment_id._dunning_seal(letter.sha256)
            letter.date_posted = today

    def _post(self, today):
        """They were posted: their actions are done."""
        for root, letters in self.grouped(
            lambda letter: letter.company_id.root_id
        ).items():
            letters.action_id._set_done(
                today,
                delivery_state="sent",
                is_test=root.dunning_mode == "test",
            )
            letters.action_id._log_contact()

    def _take_back_posted(self, said):
        """They were not posted: their actions wait for the post again, and say why.

        :param said: what is written on letters and actions
        """
        actions = self.action_id
        self.write({"date_posted": False})
        actions._update_state(
            "planned",
            date_done=False,
            date_deadline=False,
            delivery_state=False,
            reason=said,
            reason_code="not_mailed",
        )
        actions._drop_drafts_of_fees()
        for record in (*self, *actions):
            record._message_log(body=said)
        for company, found in actions.grouped("company_id").items():
            # paid, disputed or promised in the meantime: nothing is to be posted any more
            found._reevaluate_debtors(company, found.partner_id)

    # === BUTTONS ===

    def action_drop(self):
        """Take a letter out of the pile: its action waits for another day's printing."""
        self.env["dunning.action"]._allowed()
        self.check_access("read")
        # sudo: a button is the only way, its right is checked above
        self.sudo().filtered(lambda letter: not letter.date_posted)._drop()
        return True

    def action_open_document(self):
        """The PDF, in a new tab."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}",
            "target": "new",
        }

    # === RECEIPTS ===

    @api.model
    def _settle(self, root, today, only=()):
        """What the date changes: hand-overs answered, receipts that do not come."""
        self._settle_handed_over(root, today)
        late = self.search(
            [
                ("company_id", "child_of", root.id),
                ("post", "!=", "plain"),
                (
                    "date_posted",
                    "<=",
                    fields.Date.subtract(today, days=root.dunning_receipt_days),
                ),
                ("date_received", "=", False),
                ("date_refused", "=", False),
                ("is_dropped", "=", False),
                ("activity_ids", "=", False),
                *only,
            ]
        )
        for letter in late:
            letter._ask_for_receipt(today)

    def _ask_for_receipt(self, today):
        """A task for the collector; closed when the receipt or refusal is noted."""
        self.ensure_one()
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=today,
            summary=self.env._("Registered letter without receipt"),
            note=self.env._(
                "Posted on %(day)s, number %(number)s: look it up, then note the day of "
                "receipt or refusal and file the proof.",
                day=format_date(self.env, self.date_posted),
                number=self.number or "–",
            ),
            user_id=self.user_id.id or False,
        )

    # === THE POSTAL SERVICE ===
    # Handing letters over to Odoo's own, when it is installed: ``snailmail`` need not be.
    # A module for another service overrides :meth:`_get_postal_service` to say no, and
    # :meth:`_hand_over` and :meth:`_settle_handed_over`.

    # no Many2one: the model may not exist
    handed_over_ref = fields.Integer("Reference at the postal service", readonly=True)

    @api.model
    def _get_postal_service(self):
        """Odoo's model of letters sent by its service, or None: the only place that asks."""
        name = "snailmail.letter"
        # sudo: whoever prints the day may not be allowed on that model
        return self.env[name].sudo() if name in self.env else None

    def _hand_over(self):
        """Queue the document at the postal service; its own job sends it."""
        service = self._get_postal_service()
        for letter in self:
            action = letter.action_id
            queued = service.create(
                {
                    "partner_id": (action.contact_id or action.partner_id).id,
                    "model": action._name,
                    "res_id": action.id,
                    "company_id": letter.company_id.id,
                    "user_id": letter.user_id.id or self.env.uid,
                    "attachment_id": letter.attachment_id.id,
                }
            )
            queued._snailmail_print(immediate=False)
            letter.handed_over_ref = queued.id

    @api.model
    def _settle_handed_over(self, root, today):
        """Learn what became of letters handed over: sent, or refused with a reason."""
        service = self._get_postal_service()
        if service is None:
            return
        waiting = self.search(
            [
                ("company_id", "child_of", root.id),
                ("handed_over_ref", "!=", 0),
                ("is_dropped", "=", False),
                ("action_id.state", "=", "done"),
                ("action_id.delivery_state", "=", "queued"),
            ]
        )
        for letter in waiting:
            letter._read_answer(service.browse(letter.handed_over_ref).exists())

    def _read_answer(self, queued):
        self.ensure_one()
        if queued.state == "sent":
            self.action_id.delivery_state = "sent"
        elif not queued or queued.state in ("error", "canceled"):
            # it must not leave later by itself: the action is tried again as a new letter
            queued.cancel()
            self.is_dropped = True
            why = html2plaintext(queued.info_msg or "") if queued else ""
            self.action_id._set_failed(
                "transport",
                self.env._(
                    "The postal service did not take the letter: %(why)s",
                    why=why or self.env._("no reason given"),
                ),
            )

    def _take_back(self):
        """Stop letters still in the service's queue; return those that were."""
        service = self._get_postal_service()
        stopped = self.browse()
        for letter in self.filtered("handed_over_ref"):
            queued = service is not None and service.browse(letter.handed_over_ref)
            if queued and queued.exists() and queued.state == "pending":
                queued.cancel()
                letter.is_dropped = True
                stopped |= letter
        return stopped
