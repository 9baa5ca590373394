"""Split the add-on's Odoo test classes into parts of about the same length.

Prints the --test-tags of one part: `shards.py 1 2` is the first of two. The last part
takes whatever the others leave, so that a class nobody has heard of runs all the same.
"""

import ast
import sys
from pathlib import Path

TESTS = Path(__file__).parent.parent / "relance_avancee" / "tests"
MODULE = "/relance_avancee"
SET_UP = 7  # a class costs about as much as that many tests
BROWSER = 10  # and so does a test with a browser
# Classes whose tests are dearer than most, and by how much: measured, to be looked at
# again when one half takes much longer than the other.
DEARER = {
    "TestBehaviour": 25,
    "TestEmail": 15,
    "TestFiguresRandom": 10,
    "TestLetter": 50,
    "TestPageAnswers": 20,
    "TestPageSecurity": 15,
    "TestPerformance": 25,
    "TestPlanPage": 20,
    "TestPlanReminders": 25,
}


def main(number, total):
    shards = split(total)
    others = [f"-{MODULE}:{name}" for shard in shards[:-1] for name in shard]
    if number == total:
        print(",".join([MODULE, *others]))
    else:
        print(",".join(f"{MODULE}:{name}" for name in shards[number - 1]))


def split(total):
    """Names of classes by part, the longest first into the emptiest."""
    shards, load = [[] for _part in range(total)], [0] * total
    for weight, name in sorted(read_classes(), reverse=True):
        part = load.index(min(load))
        shards[part].append(name)
        load[part] += weight
    return shards


def read_classes():
    """(weight, name) of every test class."""
    for path in TESTS.rglob("test_*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
                yield weigh(node), node.name


def weigh(node):
    browser = any(getattr(base, "id", "") == "HttpCase" for base in node.bases)
    tests = sum(
        isinstance(item, ast.FunctionDef) and item.name.startswith("test_")
        for item in node.body
    )
    each = BROWSER if browser and "Tour" in node.name else 1
    return SET_UP + tests * each + DEARER.get(node.name, 0)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
