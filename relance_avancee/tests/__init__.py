from . import test_engine, test_late_fee
