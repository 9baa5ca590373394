"""The rules of dunning in plain Python: no ORM, no clock, no translation.

Everything here takes values in and gives values back. ``today`` is always an
argument. Texts are left to the models: a rule answers with a code.
"""
