"""The door through which the mail server comes in, and nobody else."""

from odoo.exceptions import AccessError


def check_gateway(env):
    """Odoo's mail gateway works with the rights of the system.

    :raises AccessError: somebody else pretends that a message came in
    """
    if not env.su:
        raise AccessError(env._("Only an incoming message does this."))
