"""E-mail addresses that gave a message back, kept on the reminder that told us.

A message to several readers may come back from more than one: they stand beside one
another in ``bounced_email``, separated by commas.
"""

from odoo.fields import Domain
from odoo.tools import SQL

# Of a contact (``res_partner contact``): its address came back. The first condition is
# by index; reminders with several addresses are few and have an index of their own.
IS_DEAD = SQL(
    """EXISTS (SELECT 1 FROM dunning_action bounced
                WHERE bounced.bounced_email = contact.email_normalized)
       OR EXISTS (SELECT 1 FROM dunning_action several
                   WHERE several.bounced_email LIKE '%%,%%'
                     AND contact.email_normalized
                         = ANY (STRING_TO_ARRAY(several.bounced_email, ',')))"""
)


def add(action, address):
    """This address gave the message back too."""
    known = split(action)
    if address and address not in known:
        action.bounced_email = ",".join([*known, address])


def split(action):
    """The addresses that gave this reminder back."""
    return (action.bounced_email or "").split(",") if action.bounced_email else []


def find(env, addresses):
    """Those of these addresses that gave a message back, whoever's it was."""
    # sudo: an address is dead whoever's message it gave back
    found = _search(env["dunning.action"].sudo(), addresses)
    return {dead for action in found for dead in split(action)} & set(addresses)


def forget(actions, addresses):
    """These addresses get another chance, wherever they were found dead."""
    for action in _search(actions, addresses):
        left = [one for one in split(action) if one not in addresses]
        action.bounced_email = ",".join(left) or False


def _search(actions, addresses):
    return actions.search(
        Domain("bounced_email", "in", list(addresses))
        | Domain("bounced_email", "like", ",")
    )
