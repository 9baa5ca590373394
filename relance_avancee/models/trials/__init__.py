"""A/B trials: two texts or two delays compared.

May use everything below: the wings of what is agreed, channels, engine, records.
"""

from . import dunning_experiment
