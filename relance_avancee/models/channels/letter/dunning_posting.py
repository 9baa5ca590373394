import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ....core import calendars
from ...records import dunning_evidence  # noqa: F401 - inherited


class DunningPosting(models.Model):
    """The letters of one day: printed together, posted together."""

    _name = "dunning.posting"
    _description = "Letters to post"
    _inherit = ["dunning.evidence"]
    _order = "id desc"

    date = fields.Date(required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    user_id = fields.Many2one("res.users", "Printed by", readonly=True)
    letter_ids = fields.One2many("dunning.letter", "posting_id", "Letters")
    date_posted = fields.Date("Posted on", readonly=True)
    letter_count = fields.Integer("To post", compute="_compute_counts")
    changed_count = fields.Integer("To take out", compute="_compute_counts")
    problem = fields.Text("Not printed", readonly=True)
    history = fields.Text(readonly=True, help="What was confirmed, then taken back.")
    pdf = fields.Binary("Letters and list", compute="_compute_pdf")
    pdf_name = fields.Char(compute="_compute_pdf")

    @api.depends("date", "company_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for posting in self:
            posting.display_name = self.env._(
                "Letters of %(day)s (%(number)s)",
                day=format_date(self.env, posting.date),
                number=posting.id or "",
            )

    def _compute_counts(self):
        for posting in self:
            states = [letter._get_state() for letter in posting.letter_ids]
            posting.letter_count = states.count("printed")
            posting.changed_count = len(
                [state for state in states if state in ("outdated", "cancelled")]
            )

    def _compute_pdf(self):
        """Put together when somebody looks: each letter is kept once, by itself."""
        for posting in self:
            posting.pdf_name = f"{posting.display_name.replace('/', '-')}.pdf"
            posting.pdf = (
                base64.b64encode(posting._get_pdf()) if posting.letter_ids else False
            )

    def _get_to_post(self):
        """Letters that may leave: nothing changed since they were printed."""
        return self.letter_ids.filtered(lambda letter: letter._get_state() == "printed")

    def _get_by_hand(self):
        return super()._get_by_hand() | {"letter_ids"}

    def write(self, vals):
        """Collectors complete the letters of the list; the rest is the buttons'."""
        if not self.env.su and vals.keys() - {"letter_ids"}:
            raise AccessError(
                self.env._("What a letter said and when it left is evidence.")
            )
        return super().write(vals)

    # === PRINTING ===

    @api.model
    def _print_day(self, company=None, today=None):
        """Print everything that waits for the post; one PDF, one list.

        :return: the posting, empty when nothing was to be printed
        :raises UserError: nothing waits, with the reason
        """
        root = (company or self.env.company).root_id
        today = today or root._dunning_today()
        actions = self.env["dunning.action"].search(
            [
                ("company_id", "child_of", root.id),
                ("channel", "=", "letter"),
                ("state", "=", "planned"),
                ("date_planned", "<=", today),
            ],
            order="partner_id, id",
        )
        in_pile = actions.filtered(
            lambda action: action._get_printed_letter().posting_id
        )
        return self._make(root, actions - in_pile, today)

    @api.model
    def _make(self, root, actions, today):
        self.env["dunning.action"]._allowed()
        if root.dunning_mode == "simulation":
            raise UserError(
                self.env._(
                    "The company only simulates: open Guided start to send anything."
                )
            )
        # printed on a Sunday, it is Monday's letter: the post takes it no sooner
        today = calendars.next_sending_day(today, root._dunning_place())
        # sudo: letters are made by this button only, its right is asked above
        actions.sudo()._process(today)
        letters = actions.sudo().letter_ids.filtered(
            lambda letter: letter._get_state() == "printed" and not letter.posting_id
        )
        # sudo: letters are made by this button only, its right is asked above
        problem = self._describe_left(actions.sudo(), letters)
        if not letters:
            raise UserError(problem or self.env._("No letter waits to be posted."))
        # sudo: made by this button only, its right is checked above
        posting = self.sudo().create(
            {
                "date": today,
                "company_id": root.id,
                "user_id": self.env.uid,
                "problem": problem,
            }
        )
        letters.posting_id = posting
        return self.browse(posting.id)

    def _describe_left(self, actions, letters):
        """One line for each letter that was not printed, with its reason."""
        left = actions.filtered(lambda action: not (action.letter_ids & letters))
        return "\n".join(
            self.env._(
                "%(customer)s: %(reason)s",
                customer=action.partner_id.name,
                reason=action.reason
                or self.env._("not due today (weekend, holiday or minimum gap)."),
            )
            for action in left
            if action.state != "done"
        )

    def action_print_day(self):
        """Menu and button: print the day's letters and show them."""
        return self._print_day()._open()

    @api.model
    def _print_letters(self, actions):
        """Print the letters of some actions, chosen by hand; a list for each company."""
        postings = self.browse()
        for root, found in actions.grouped(
            lambda action: action.company_id.root_id
        ).items():
            postings |= self._make(root, found, root._dunning_today())
        return postings._open()

    def _open(self):
        """The lists of letters just printed; the form when there is one."""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Letters to post"),
            "res_model": self._name,
            "target": "current",
        }
        if len(self) == 1:
            return action | {"view_mode": "form", "res_id": self.id}
        return action | {"view_mode": "list,form", "domain": [("id", "in", self.ids)]}

    # === THE DOCUMENT ===

    def _get_letters(self):
        """In the order of the pile: the list's and the document's."""
        self.ensure_one()
        return self.letter_ids.sorted(
            lambda letter: (letter.partner_id.name or "", letter.id)
        )

    def _get_pdf(self):
        """The list, then each letter that is to be posted or was posted."""
        self.ensure_one()
        self.check_access("read")
        pdf = self.env["dunning.pdf"]
        engine = pdf._get_engine()
        # sudo: collectors have no right on reports, only on what they print
        report = self.env.ref("relance_avancee.action_report_posting").sudo()
        html, _type = report._render_qweb_html(
            report.report_name, self.ids, data={"engine": engine, "report_type": "pdf"}
        )
        # sudo: who may read the list may read its letters
        documents = (
            self.sudo()
            ._get_letters()
            .filtered(
                lambda letter: letter.attachment_id
                and letter._get_state() not in ("cancelled", "outdated")
            )
            .attachment_id
        )
        return pdf._merge(
            [pdf._render(html.decode(), engine), *(doc.raw for doc in documents)]
        )

    # === BUTTONS ===

    def action_download(self):
        """The merged PDF in a new tab, whatever engine the browser thinks is there."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/report/pdf/relance_avancee.report_posting/{self.id}",
            "target": "new",
        }

    def action_confirm(self):
        """They are in the letter box: the actions are done and levels move.

        What changed since the printing is left out, and waits for another printing.
        """
        self.ensure_one()
        self.env["dunning.action"]._allowed()
        self.check_access("read")
        # sudo: its right is asked above, letters have no other hand
        posting = self.sudo()
        today = posting.company_id.root_id._dunning_today()
        actions = posting._get_to_post().action_id.try_lock_for_update()
        actions.invalidate_recordset()
        letters = posting._get_to_post().filtered(
            lambda letter: letter.action_id in actions
        )
        if not letters:
            raise UserError(self.env._("No letter of this list is to be posted."))
        letters._post(today)
        posting.date_posted = today
        return True

    def action_undo(self):
        """Ask why the list was not posted after all."""
        self.ensure_one()
        self.env["dunning.action"]._allowed()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("These letters were not posted"),
            "res_model": "dunning.posting.undo",
            "view_mode": "form",
            "target": "new",
            "context": {"default_posting_id": self.id},
        }

    def _undo_posting(self, reason):
        """They were not posted after all: levels go back, the letters wait again.

        Both facts stay readable, on the list, on the reminders and on the letters. One
        whose receipt or refusal is noted did arrive, and stays posted.

        :raises UserError: no reason, or nothing of the list was posted by hand
        """
        self.ensure_one()
        self.env["dunning.action"]._allowed()
        self.check_access("read")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the letters were not posted."))
        # sudo: the caller's right was asked by the button
        posting = self.sudo()
        actions = posting._get_posted().action_id.try_lock_for_update()
        actions.invalidate_recordset()
        letters = posting._get_posted().filtered(
            lambda letter: letter.action_id in actions
        )
        if not letters:
            raise UserError(
                self.env._(
                    "No letter of this list counts as posted, or all have arrived."
                )
            )
        said = self.env._(
            "Confirmed as posted on %(posted)s, taken back on %(today)s by %(user)s: "
            "%(reason)s",
            posted=format_date(self.env, letters[0].date_posted),
            today=format_date(self.env, posting.company_id.root_id._dunning_today()),
            user=self.env.user.name,
            reason=reason.strip(),
        )
        letters._take_back_posted(said)
        posting.history = "\n".join(filter(None, (posting.history, said)))
        if not any(letter.date_posted for letter in posting.letter_ids):
            posting.date_posted = False
        return True

    def _get_posted(self):
        """Letters that count as posted by somebody's word alone."""
        return self.letter_ids.filtered(
            lambda letter: letter._get_state() == "posted"
            and letter.action_id.state == "done"
        )
