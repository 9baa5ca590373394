"""Links sent before each contact had its own: they lead to the contact's own.

Functions over ``dunning.action``; nothing new is signed in this way.
"""

import base64
import hmac
import uuid

from odoo import tools

SIGNATURE_SIZE = 12


def ensure_old_token(asked):
    """The key of links of before; made when there is none."""
    asked.ensure_one()
    # sudo: whoever sends, an old address keeps its token
    action = asked.sudo()
    if not action.access_token:
        action.access_token = str(uuid.uuid4())
    return action.access_token


def get_short_code(action):
    """The link of texts sent before each contact had one of its own."""
    action.ensure_one()
    return f"{action.id:x}-{sign_short_code(action)}"


def sign_short_code(action):
    """Signature of the number and its token."""
    # the token is part of what is signed, so that changing it cancels both links
    secret = (action.id, action._ensure_old_token())
    # sudo: nobody reads the nonce, the engine signs with it
    digest = tools.hmac(action.env(su=True), "relance_avancee.short_url", secret)
    signature = base64.urlsafe_b64encode(bytes.fromhex(digest)).decode()
    return signature[:SIGNATURE_SIZE]


def find_short_code(Action, code):
    """The action of a short link; none when the link is not one of ours."""
    number, _dash, signature = code.partition("-")
    try:
        # sudo: the reader is nobody in particular, the code is compared
        action = Action.sudo().browse(int(number, 16)).exists()
    except (ValueError, OverflowError):
        return Action.browse()
    # without a token nothing was signed: none is made for whoever tries numbers
    if action.access_token and hmac.compare_digest(
        sign_short_code(action).encode(), signature.encode(errors="replace")
    ):
        return action
    return Action.browse()


def find_old(Action, action_id, token):
    """The action of an e-mail's old link; none when the token is not its own."""
    # sudo: the reader is nobody in particular, the code is compared
    action = Action.sudo().search([("id", "=", action_id)])
    known = (action.access_token or "").encode()
    if known and hmac.compare_digest(known, str(token or "").encode(errors="replace")):
        return action
    return Action.browse()
