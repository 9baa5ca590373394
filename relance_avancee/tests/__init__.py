from . import test_commitments, test_engine, test_late_fee
