"""Keeps the codes of customers' links out of the server's logs."""

import logging

from ..tools import mask_links


def _hide(value):
    return mask_links(value) if isinstance(value, str) else value


class HideLinks(logging.Filter):
    """Whoever reads a log must not be able to open a customer's page."""

    def filter(self, record):
        if isinstance(record.args, tuple):
            record.args = tuple(map(_hide, record.args))
        record.msg = _hide(record.msg)
        return True


# those that write the address of a request: each one answered, each one refused
for name in ("werkzeug", "odoo.http"):
    logging.getLogger(name).addFilter(HideLinks())
