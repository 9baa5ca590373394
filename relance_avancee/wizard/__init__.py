"""What asks the user something, in the same wings as the models."""

from . import channels, commitments, engine, late_fees, records
