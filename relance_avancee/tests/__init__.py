from . import (
    test_commitments,
    test_engine,
    test_figures,
    test_late_fee,
    test_tours,
    test_translations,
)
