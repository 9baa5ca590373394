"""E-mail: what the mail server and the debtor answer.

May use the other channels' common part, engine, records and core.
"""

from . import (
    answers,
    mail_mail,
    mail_template,
    mail_thread,
)
