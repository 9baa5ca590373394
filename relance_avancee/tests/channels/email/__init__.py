"""Tests. E-mail: what the mail server and the debtor answer."""

from . import test_email, test_incoming, test_reader, test_reply
