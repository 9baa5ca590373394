"""The door through which the mail server comes in, and nobody else."""

from odoo import models
from odoo.exceptions import AccessError


class DunningGateway(models.AbstractModel):
    """Mixin of what is changed by an incoming message."""

    _name = "dunning.gateway"
    _description = "Incoming messages about dunning"

    def _check_gateway(self):
        """Odoo's mail gateway works with the rights of the system.

        :raises AccessError: somebody else pretends that a message came in
        """
        if not self.env.su:
            raise AccessError(self.env._("Only an incoming message does this."))
