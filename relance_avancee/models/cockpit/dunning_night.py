from odoo import models

from ..engine import dunning_night  # noqa: F401 - inherited


class DunningNight(models.Model):
    _inherit = "dunning.night"

    def _phase_close(self):
        """The worklist of the morning."""
        work, root = self._scoped().env["dunning.work"], self.company_id
        self._apart(lambda: work._refresh(root))
        return super()._phase_close()
