"""What somebody has on the screen is nobody else's."""

import functools

from odoo import api, models
from odoo.fields import Domain

from . import dunning_named  # noqa: F401 - inherited


class DunningWizard(models.AbstractModel):
    """Mixin of every transient model: it belongs to who made it, whatever the company.

    A dialog shows what its maker may see and sends what its maker confirms: somebody
    else neither reads, changes nor confirms it. Odoo once did this by itself.
    """

    _name = "dunning.wizard"
    _inherit = ["dunning.named"]
    _description = "Dialog of one user"

    @api.model
    def _get_own_domain(self, operation):
        """Which of these are the user's; extended where some are for everybody."""
        return Domain("create_uid", "=", self.env.uid)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        # new records are nobody's yet
        if result or not any(self._ids):
            return result
        own = self._get_own_domain(operation)
        # sudo: read to tell whose they are, nothing of it is given away
        others = self - self.sudo().filtered_domain(own)
        if not others:
            return None
        make_error = self.env["ir.rule"]._make_access_error
        return others, functools.partial(make_error, operation, others)

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        active_test=True,
        bypass_access=False,
    ):
        if not self.env.su and not bypass_access:
            domain = Domain(domain) & self._get_own_domain("read")
        return super()._search(
            domain,
            offset,
            limit,
            order,
            active_test=active_test,
            bypass_access=bypass_access,
        )
