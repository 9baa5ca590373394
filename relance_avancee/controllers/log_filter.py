"""Keeps the codes of customers' links out of the server's logs."""

import logging
import re

# our links, and those of messages sent before there was one per contact
_SECRETS = re.compile(r"(/d/)[0-9a-fA-F]+-[\w-]+|(access_token=)[\w-]+")


def _hide(value):
    if not isinstance(value, str):
        return value
    return _SECRETS.sub(lambda found: f"{found[1] or found[2]}***", value)


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
