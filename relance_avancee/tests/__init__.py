from . import (
    test_commitments,
    test_email,
    test_engine,
    test_figures,
    test_late_fee,
    test_peer_checks,
    test_reconciliation,
    test_tours,
    test_translations,
)
