"""Tests. What concerns the whole add-on: rights, companies, cost, screens, words."""

from . import (
    test_bad_input,
    test_branches_rights,
    test_doors_fields,
    test_doors_methods,
    test_doors_reports,
    test_doors_rpc,
    test_doors_transients,
    test_evidence,
    test_multicompany,
    test_neutralize,
    test_peer_checks,
    test_performance,
    test_random_life,
    test_screens,
    test_security,
    test_situations,
    test_tours,
    test_translations,
    test_uninstall,
)
