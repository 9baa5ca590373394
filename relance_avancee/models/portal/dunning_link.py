"""The link that opens a customer's page: who, of which debtor, at which company."""

import base64
import re
import secrets
from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError
from odoo.tools import consteq

from . import dunning_page  # noqa: F401 - inherited

# 96 bits: nobody guesses it, and it still fits in an SMS.
SIGNATURE_SIZE = 16
_CODE = re.compile(rf"([0-9a-f]{{1,12}})-([A-Za-z0-9_-]{{{SIGNATURE_SIZE}}})")
SEEN_EVERY = timedelta(minutes=10)


class DunningLink(models.Model):
    """One contact, one debtor, one company. What the page shows and does: :mod:`dunning_page`."""

    _name = "dunning.link"
    _description = "Link to a customer's page"
    _inherit = ["dunning.page"]
    # who came last first
    _order = "date_seen desc nulls last, id desc"
    _rec_name = "contact_id"

    active = fields.Boolean(default=True, readonly=True)
    contact_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="cascade"
    )
    # of whom the link was given: somebody who changes employer must not take it to
    # another debtor's page along
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    # whose it is now: companies are merged, contacts get a parent or lose it
    debtor_id = fields.Many2one(
        "res.partner",
        "Current debtor",
        related="partner_id.commercial_partner_id",
        export_string_translation=False,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    nonce = fields.Char(
        export_string_translation=False,
        required=True,
        readonly=True,
        copy=False,
        groups="base.group_system",
        default=lambda self: secrets.token_urlsafe(16),
    )
    date_expiry = fields.Date("Works until", required=True, readonly=True)
    date_revoked = fields.Datetime("Revoked on", readonly=True, copy=False)
    revoked_by_id = fields.Many2one("res.users", "Revoked by", readonly=True)
    # readers or debtors were merged: messages already sent quote this one
    replaced_by_id = fields.Many2one(
        "dunning.link",
        "Opens the page of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
    )
    date_seen = fields.Datetime("Last visit", readonly=True, copy=False)
    # nobody lists links: see action_show
    # collectors write to customers; screens show it by action_show, which keeps a trace
    url = fields.Char(
        "Link",
        compute="_compute_url",
        compute_sudo=True,
        groups="relance_avancee.relance_avancee_group_user",
    )
    state = fields.Selection(
        [("open", "Works"), ("expired", "Expired"), ("revoked", "Revoked")],
        compute="_compute_state",
    )

    _one_active = models.UniqueIndex(
        "(contact_id, partner_id, company_id) WHERE active",
        "This contact already has a link.",
    )

    @api.depends("nonce")
    def _compute_url(self):
        for link in self:
            link.url = link.get_base_url() + link._get_path() if link.id else False

    @api.depends(
        *("active", "date_expiry"),
        *("contact_id.commercial_partner_id", "contact_id.active"),
        "partner_id.commercial_partner_id",
    )
    def _compute_state(self):
        for link in self:
            if not link.active or link._has_left():
                link.state = "revoked"
            elif link.date_expiry < link.company_id._dunning_today():
                link.state = "expired"
            else:
                link.state = "open"

    def _has_left(self):
        """Whether the contact is no longer one of this customer's people."""
        self.ensure_one()
        # sudo: asked by who changes a contact, whatever else it may read
        contact, debtor = self.sudo().contact_id, self.sudo().debtor_id
        if contact.commercial_partner_id != debtor:
            return True
        # a customer archived after the order still owes, and still reads
        return not contact.active and contact != self.partner_id

    # === THE CODE ===

    def _get_path(self):
        return f"/d/{self._get_code()}"

    def _get_code(self):
        """The number and its signature. Not stored: a copy of the table opens nothing."""
        self.ensure_one()
        return f"{self.id:x}-{self._sign()}"

    def _sign(self):
        # sudo: nobody reads the nonce, everybody who may write a message signs with it
        secret = (self.id, self.sudo().nonce)
        digest = tools.hmac(self.env(su=True), "relance_avancee.link", secret)
        return base64.urlsafe_b64encode(bytes.fromhex(digest)).decode()[:SIGNATURE_SIZE]

    @api.model
    def _find_code(self, code):
        """The link of a code, even revoked; none when it is not one of ours.

        :return: with superuser rights: the reader is nobody in particular
        """
        # sudo: the reader is nobody in particular, the code is compared
        links = self.sudo().with_context(active_test=False)
        match = _CODE.fullmatch(code) if isinstance(code, str) else None
        if not match:
            return links.browse()
        link = links.browse(int(match[1], 16)).exists()
        if link and consteq(link._sign(), match[2]):
            return link.replaced_by_id or link
        return links.browse()

    # === GIVING ===

    @api.model
    def _get_links(self, wanted):
        """Links of these readers, those that do not exist yet made in one go.

        :param wanted: iterable of (contact id, debtor id, root company id)
        :return: link by the same triple
        """
        wanted = set(wanted)
        # sudo: whoever writes a message puts the link in it
        Link = self.sudo()
        found = Link.search(
            [
                ("contact_id", "in", [contact for contact, _p, _c in wanted]),
                ("company_id", "in", [company for _c, _p, company in wanted]),
            ]
        )
        links = {
            (link.contact_id.id, link.debtor_id.id, link.company_id.id): link
            # the one given as of this very debtor wins
            for link in found.sorted(lambda link: link.partner_id == link.debtor_id)
        }
        missing = sorted(wanted - set(links))
        made = Link.create(
            [
                {
                    "contact_id": contact_id,
                    "partner_id": partner_id,
                    "company_id": company_id,
                    "date_expiry": self._get_expiry(company_id),
                }
                for contact_id, partner_id, company_id in missing
            ]
        )
        return links | dict(zip(missing, made, strict=True))

    @api.model
    def _get_link(self, contact, partner, company):
        """The link of one reader, made when there is none."""
        wanted = (contact.id, partner.id, company.root_id.id)
        return self._get_links([wanted])[wanted]

    @api.model
    def _get_account_link(self, contact, partner, company):
        """The link behind a portal account; a revoked one until there is a new one.

        Revoking closes the account's page too: the next message opens both again.
        """
        # sudo: portal users have no right on links
        links = self.sudo().with_context(active_test=False)
        known = links.search(
            [
                ("contact_id", "=", contact.id),
                ("partner_id", "=", partner.id),
                ("company_id", "=", company.root_id.id),
            ],
            order="active desc, id desc",
            limit=1,
        )
        return known or self._get_link(contact, partner, company)

    @api.model
    def _get_expiry(self, company_id):
        # sudo: a setting of the company above, for its branches too
        root = self.env["res.company"].sudo().browse(company_id).root_id
        return root._dunning_today() + timedelta(days=max(root.dunning_link_days, 1))

    def _replace_by(self, kept):
        """Merged readers or debtors: these links open the page of the one kept."""
        everything = self.with_context(active_test=False)
        older = everything.search([("replaced_by_id", "in", self.ids)])
        (self | older).write({"active": False, "replaced_by_id": kept.id})
        kept.date_expiry = max((self | kept).mapped("date_expiry"))

    def _extend(self):
        """A new message goes: its link works for the whole time again."""
        for company, links in self.grouped("company_id").items():
            until = self._get_expiry(company.id)
            links.filtered(lambda link: link.date_expiry < until).date_expiry = until  # noqa: B023

    def _seen(self):
        """Remember the visit, now and then: reading a page should not cost a write."""
        now = fields.Datetime.now()
        if not self.date_seen or self.date_seen < now - SEEN_EVERY:
            # another tab may be at it: one of them is enough
            self.try_lock_for_update().date_seen = now

    # === BUTTONS ===

    def action_show(self):
        """Show one link, to copy or open; the customer's history says who did so.

        :raises AccessError: no collector, or a link of another company
        """
        self.ensure_one()
        link = self._allowed()
        link.partner_id._message_log(
            body=self.env._("Link to the page of %s shown.", link.contact_id.name),
            author_id=self.env.user.partner_id.id,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "sticky": True,
                "title": self.env._("Page of %s", link.contact_id.name),
                "message": "%s",
                "links": [{"label": link.url, "url": link.url}],
            },
        }

    def _allowed(self):
        """These links with the right to change them, for collectors.

        :raises AccessError: no collector, or a link of another company
        """
        self.check_access("read")
        if not self.env.user.has_group("relance_avancee.relance_avancee_group_user"):
            raise AccessError(self.env._("This is for collectors only."))
        # sudo: the right was asked just above
        return self.sudo()

    def action_revoke(self):
        """Links given so far open nothing any more; the next message has a new one."""
        self._allowed()._revoke()
        return True

    def _revoke(self):
        """Close these links, and whatever else their readers hold."""
        # sudo: its button asked who may
        links = self.sudo().filtered("active")
        shared = links._get_shared()
        (links | shared).write(
            {
                "active": False,
                "date_revoked": fields.Datetime.now(),
                "revoked_by_id": self.env.uid,
            }
        )
        for link in links | shared:
            link._forget_old_links()
        # who shared a message with them did nothing wrong: another link with the next one
        for link in shared - links:
            self.env["dunning.link"]._get_link(
                link.contact_id, link.partner_id, link.company_id
            )

    def _get_messages(self):
        """What this reader was sent: alone, or with others before each had its own."""
        self.ensure_one()
        # sudo: whoever revokes ends every way of this reader
        actions = self.env["dunning.action"].sudo()
        ours = [
            ("debtor_id", "=", self.debtor_id.id),
            ("company_id", "child_of", self.company_id.id),
        ]
        return actions.search(
            [
                *ours,
                *("|", "|"),
                ("contact_id", "in", (False, self.contact_id.id)),
                ("mail_mail_id.recipient_ids", "in", self.contact_id.ids),
                ("mail_ids.recipient_ids", "in", self.contact_id.ids),
            ]
        )

    def _get_shared(self):
        """Links of others that these readers were sent, in one message to several."""
        found = self.browse()
        for link in self:
            mails = link._get_messages().mail_mail_id
            several = mails.filtered(
                lambda mail: len(mail.recipient_ids) > 1
                and link.contact_id in mail.recipient_ids  # noqa: B023
            )
            found |= self.search(
                [
                    ("contact_id", "in", several.recipient_ids.ids),
                    ("debtor_id", "=", link.debtor_id.id),
                    ("company_id", "=", link.company_id.id),
                ]
            )
        return found - self

    def _forget_old_links(self):
        """What the same reader was given besides: old messages, files too big to attach."""
        messages = self._get_messages()
        messages.filtered("access_token").access_token = False
        files = messages._get_mails().attachment_ids
        files.filtered("access_token").access_token = False

    @api.model
    def _close_left(self, contacts):
        """Links of contacts who are no longer their customer's, for good."""
        # sudo: whoever changes a contact, its links close
        links = self.sudo().search([("contact_id", "child_of", contacts.ids)])
        links.filtered(lambda link: link._has_left())._revoke()

    def action_renew(self):
        """Another link in place of this one, for the same reader."""
        self.action_revoke()
        for link in self._allowed():
            self._get_link(link.contact_id, link.debtor_id, link.company_id)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_extend(self):
        """The same link, for the whole time from today."""
        self._allowed().filtered("active")._extend()
        return True
