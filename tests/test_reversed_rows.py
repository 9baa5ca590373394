"""``setup/run-tests --reversed`` turns round what states no order, nothing else."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "setup"))

from reversed_rows import has_no_order  # noqa: E402


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT id FROM t",
        "  select id from t limit 3",
        "SELECT id FROM (SELECT id FROM t ORDER BY id) s",
        "SELECT array_agg(id ORDER BY id) FROM t GROUP BY p",
        "WITH w AS (SELECT 1 ORDER BY 1) SELECT * FROM w",
        "SELECT 'a ORDER BY b' FROM t -- ORDER BY id",
        """SELECT "order by" FROM t /* ORDER
        BY id */""",
    ],
)
def test_no_order_is_stated(statement):
    assert has_no_order(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "",
        "SELECT id FROM t ORDER BY id",
        "SELECT id FROM t\norder\n  by (SELECT 1), id DESC",
        "(SELECT 1) UNION (SELECT 2) ORDER BY 1",
        "INSERT INTO t VALUES (1) RETURNING id",
        "WITH w AS (SELECT 1) UPDATE t SET a = 1 RETURNING id",
    ],
)
def test_left_as_it_is(statement):
    assert not has_no_order(statement)
