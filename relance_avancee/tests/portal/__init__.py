"""Tests. The customer's page: signed links, basket, payment and answers."""

from . import (
    test_links_kept,
    test_page_answers,
    test_page_fuzz,
    test_page_limits,
    test_page_payment,
    test_page_readers,
    test_page_security,
    test_portal,
)
