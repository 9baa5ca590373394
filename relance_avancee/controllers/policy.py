"""What a browser may do with the pages customers open: as little as they need."""

import re
import secrets

from odoo.http import request

_BASE = "default-src 'none'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
_OWN = (
    "; img-src 'self' data:; font-src 'self' data:; style-src 'self';"
    # progress bars and tables of an agreement; no sheet of styles in the page
    " style-src-attr 'unsafe-inline'; form-action 'self'"
)
# Everything but payment works without scripts: none runs, ours neither.
NO_SCRIPT = f"{_BASE}; script-src 'none'{_OWN}"
# The account has the menu of Odoo's portal, whose framework compiles its templates.
_SCRIPTS = (
    "; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; connect-src 'self';"
    " worker-src 'self' blob:; manifest-src 'self'"
)
ACCOUNT = f"{_BASE}{_SCRIPTS}{_OWN}"
# Providers bring scripts, frames and pages of their own: which, only they know.
PAYMENT = (
    f"{_BASE}; script-src 'self' 'nonce-{{nonce}}' 'unsafe-eval' https:;"
    " connect-src 'self' https: wss:; worker-src 'self' blob:; frame-src 'self' https:;"
    " style-src 'self' 'unsafe-inline' https:; img-src 'self' data: https:;"
    " font-src 'self' data: https:; form-action 'self' https:; manifest-src 'self'"
)
_SCRIPT_TAGS = re.compile(r"<script\b[^>]*>.*?</script\s*>", re.IGNORECASE | re.DOTALL)


def secured(response, policy=NO_SCRIPT):
    """Headers of every answer: kept nowhere, told to nobody, shown in no frame."""
    response.headers.update(
        {
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex, nofollow",
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": policy,
        }
    )
    return response


def render(template, values, policy=NO_SCRIPT, status=200):
    """A page with what its policy allows: the frame around it comes from Odoo."""
    nonce = secrets.token_urlsafe(16)
    response = request.render(template, {**values, "dunning_nonce": nonce})
    response.status_code = status
    if policy is NO_SCRIPT:
        response.flatten()
        response.data = _SCRIPT_TAGS.sub("", response.get_data(as_text=True))
    return secured(response, policy.format(nonce=nonce))
