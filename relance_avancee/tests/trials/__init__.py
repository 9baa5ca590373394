"""Tests. A/B trials: two texts or two delays compared."""

from . import test_experiment, test_experiment_delay
