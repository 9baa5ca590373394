"""Tests. Work list, card, behaviour, figures, dashboard: what the house sees."""

from . import (
    test_behaviour,
    test_dashboard,
    test_dashboard_kept,
    test_figures,
    test_figures_by,
    test_figures_random,
    test_figures_tours,
    test_work,
    test_work_tour,
)
