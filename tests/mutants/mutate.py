"""Change one thing at a time in the rules and see whether a test notices.

Usage: make mutants, or setup/mutants [--seconds N] [--jobs N] [--seed N] [--match REGEX] [MODULE…]
A module is a file of relance_avancee without its ending: core/decide/schedule, core/pay.
Default: core/decide. What no test noticed is written to tests/mutants/SURVIVORS.md, beside
what is said there of earlier survivors (a line is known by module, function and change).

Each mutant runs in a fork that has pytest loaded and none of the rules: the changed source
stands in for the file, nothing is written to it. Only tests that come through the changed
function are run, the shortest first: the healthy run before writes down which these are.
"""

import argparse
import ast
import copy
import importlib.abc
import importlib.util
import io
import json
import os
import random
import re
import resource
import signal
import sys
import tempfile
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDON = ROOT / "relance_avancee"
REPORT = ROOT / "tests" / "mutants" / "SURVIVORS.md"
# a mutant that hangs is noticed
SECONDS_EACH = 300
EXAMPLES = "15"

COMPARISONS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
ARITHMETIC = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}


# === MUTANTS ===


def changes_of(node):
    """What a node may be changed into: copies of it, each wrong in one way."""
    yield from changed_logic(node)
    yield from changed_values(node)
    if isinstance(node, ast.If):
        for value in (True, False):
            yield changed(node, "test", ast.Constant(value))
    elif isinstance(node, ast.Continue):
        yield ast.Break()
    elif isinstance(node, ast.Break):
        yield ast.Continue()


def changed_logic(node):
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            if type(operator) in COMPARISONS:
                operators = [*node.ops]
                operators[place] = COMPARISONS[type(operator)]()
                yield changed(node, "ops", operators)
    elif isinstance(node, ast.BoolOp):
        yield changed(
            node, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And()
        )
        for place in range(len(node.values)):
            left = [value for n, value in enumerate(node.values) if n != place]
            yield left[0] if len(left) == 1 else ast.BoolOp(node.op, left)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand


def changed_values(node):
    if isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        yield changed(node, "op", ARITHMETIC[type(node.op)]())
    elif isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield ast.Constant(node.value + 1)
    elif (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in CALLS
    ):
        yield changed(node, "func", ast.Name(CALLS[node.func.id]))


def changed(node, field, value):
    """A copy with another value in one field."""
    found = copy.copy(node)
    setattr(found, field, value)
    return found


class Finder(ast.NodeVisitor):
    """Every place that can be changed: (path of fields from the module, function)."""

    def __init__(self):
        self.found, self.path, self.names = [], [], []

    def generic_visit(self, node):
        self.found.append((tuple(self.path), ".".join(self.names), node))
        for field, value in ast.iter_fields(node):
            # what a name may hold is no rule; a default is
            if field in ("annotation", "returns", "decorator_list", "type_params"):
                continue
            for place, item in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(item, ast.AST):
                    self.path.append(
                        (field, place if isinstance(value, list) else None)
                    )
                    self.visit(item)
                    self.path.pop()

    def _visit_named(self, node):
        self.names.append(node.name)
        self.generic_visit(node)
        self.names.pop()

    visit_FunctionDef = visit_ClassDef = _visit_named

    def visit_JoinedStr(self, node):
        """Words are no rule."""


def mutants_of(path):
    """(function, line, what was changed, where, into what) of one file."""
    tree = ast.parse(path.read_text())
    finder = Finder()
    finder.visit(tree)
    for where, function, node in finder.found:
        for changed in changes_of(node):
            before, after = say(node), say(changed)
            if before != after:
                yield function, node.lineno, f"{before} → {after}", (where, changed)


def source_of(path, change):
    """The file with one change."""
    tree = ast.parse(path.read_text())
    where, node = change
    put(tree, where, node)
    return ast.unparse(ast.fix_missing_locations(tree))


def put(tree, where, node):
    holder = tree
    for field, place in where[:-1]:
        value = getattr(holder, field)
        holder = value if place is None else value[place]
    field, place = where[-1]
    if place is None:
        setattr(holder, field, node)
    else:
        getattr(holder, field)[place] = node


def say(node):
    if isinstance(node, ast.If):
        return f"if {ast.unparse(node.test)}"
    return " ".join(ast.unparse(node).split())


# === TRYING ONE ===


class Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from a source of ours."""

    def __init__(self, name, path, source):
        self.name, self.path, self.source = name, path, source

    def find_spec(self, name, _path, _target=None):
        if name == self.name:
            return importlib.util.spec_from_file_location(name, self.path, loader=self)
        return None

    def exec_module(self, module):
        exec(compile(self.source, str(self.path), "exec"), module.__dict__)  # noqa: S102


def tests_for(path):
    """Test files that speak of this part of the rules: its own first, properties last."""
    part = path.relative_to(ADDON / "core").parent.name
    own = path.stem
    said = f"core.{part}" if part else own
    files = [
        file
        for file in sorted((ROOT / "tests" / "core").glob("test_*.py"))
        if said in file.read_text() or own in file.name
    ]
    return sorted(
        files,
        key=lambda file: (
            "properties" in file.name,
            file.name != f"test_{own}.py",
            "hypothesis" in file.read_text(),
        ),
    )


class Watch:
    """Writes down which functions of the rules each test comes through, and its time."""

    def __init__(self, output):
        self.output, self.tests, self.seen = output, {}, set()
        self.core = str(ADDON / "core")

    def _called(self, frame, event, _argument):
        if event == "call" and frame.f_code.co_filename.startswith(self.core):
            self.seen.add((frame.f_code.co_filename, frame.f_code.co_name))

    def pytest_runtest_setup(self, item):
        self.seen.clear()
        self.began = time.process_time()
        sys.setprofile(self._called)

    def pytest_runtest_teardown(self, item):
        sys.setprofile(None)
        spent = time.process_time() - self.began
        self.tests[item.nodeid] = [spent, sorted(self.seen)]

    def pytest_sessionfinish(self):
        self.output.write_text(json.dumps(self.tests))


class Only:
    """Runs these tests, in this order, and no other."""

    def __init__(self, names):
        self.place = {name: place for place, name in enumerate(names)}

    def pytest_collection_modifyitems(self, items):
        items[:] = [item for item in items if item.nodeid in self.place]
        items.sort(key=lambda item: self.place[item.nodeid])


def watch(paths):
    """Whether all tests of these files pass with the rules as they are, and who calls what.

    :return: the names of the tests, the shortest first, by (file, function); "" for all
    """
    tests = sorted({test for path in paths for test in tests_for(path)})
    # the examples in the rules themselves are tests as well
    tests += sorted(paths)
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        pid = os.fork()
        if not pid:
            run_tests(tests, Watch(Path(file.name)))
        _pid, status = os.waitpid(pid, 0)
        if status:
            return None
        told = json.loads(Path(file.name).read_text())
    callers = {}
    for name, (_spent, functions) in sorted(told.items(), key=lambda item: item[1][0]):
        for place in [("", ""), *map(tuple, functions)]:
            callers.setdefault(place, []).append(name)
    return callers


def run_tests(arguments, plugin, seconds=0):
    """Run pytest and end this process with its answer."""
    import pytest

    signal.alarm(seconds)
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:odoo", "--no-header"]
    # rewritten asserts would be read from the file and not from the source that stands in
    options += ["--doctest-modules", "--assert=plain"]
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        status = pytest.main([*options, *map(str, arguments)], [plugin])
    os._exit(int(status))


def try_one(path, function, source, callers):
    """In a fork: exit code 0 when every test that comes by passes with this source."""
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    sys.meta_path.insert(0, Instead(name, path, source))
    # what stands outside of functions, or in a class alone, concerns everybody
    names = callers.get((str(path), function.rpartition(".")[2])) or callers["", ""]
    files = {test.partition("::")[0] for test in names}
    run_tests(sorted(files), Only(names), SECONDS_EACH)


# === ALL OF THEM ===


def files_of(names):
    for name in names:
        path = ADDON / name
        if path.is_dir():
            yield from sorted(path.rglob("*.py"))
        else:
            yield path.with_suffix(".py")


def run(mutants, jobs, seconds, callers):
    """Try the mutants, a few at once, until the CPU time is used up.

    :return: survivors, and how many were tried
    """
    left, running, survivors, tried = list(reversed(mutants)), {}, [], 0
    while left or running:
        used = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
        if used > seconds:
            left.clear()
        while left and len(running) < jobs:
            mutant = left.pop()
            pid = os.fork()
            if not pid:
                try:
                    path, function = mutant[:2]
                    try_one(path, function, source_of(path, mutant[-1]), callers)
                finally:
                    os._exit(1)
            running[pid] = mutant
        if not running:
            break
        pid, status = os.wait()
        mutant = running.pop(pid)
        tried += 1
        if status == 0:
            survivors.append(mutant)
            print("survives:", line(mutant), flush=True)
        else:
            print(".", end="", flush=True)
    return survivors, tried


def line(mutant):
    path, function, number, change, _source = mutant
    return f"{path.relative_to(ADDON)}:{number} {function}: {change}"


def key(mutant):
    path, function, _number, change, _source = mutant
    return f"`{path.relative_to(ADDON)}` `{function}`: `{change}`"


def known():
    """What SURVIVORS.md already says, by change."""
    if not REPORT.exists():
        return {}
    found = {}
    # an item may go on over several lines
    for text in re.sub(r"\n +", " ", REPORT.read_text()).splitlines():
        if text.startswith("- `"):
            change, _dash, why = text[2:].partition(" — ")
            found[change] = why
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", default=["core/decide"])
    parser.add_argument("--seconds", type=float, default=900, help="of CPU, at most")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--match", default="", help="only lines with this pattern")
    parser.add_argument("--list", action="store_true", help="only name the mutants")
    chosen = parser.parse_args()
    os.nice(5)
    os.environ |= {"RELANCE_EXAMPLES": EXAMPLES, "RELANCE_SAME": "1"}
    mutants = [
        (path, *mutant)
        for path in files_of(chosen.modules)
        if path.name != "__init__.py"
        for mutant in mutants_of(path)
    ]
    mutants = [one for one in mutants if re.search(chosen.match, line(one))]
    if chosen.list:
        print(*map(line, mutants), sep="\n")
        return 0
    random.Random(chosen.seed).shuffle(mutants)  # noqa: S311
    # loaded once, for all forks
    import hypothesis  # noqa: F401
    import pytest  # noqa: F401

    os.chdir(ROOT)
    # the rules as they are
    callers = watch({mutant[0] for mutant in mutants})
    if callers is None:
        print("the tests fail before anything is changed")
        return 1
    began = time.monotonic()
    survivors, tried = run(mutants, chosen.jobs, chosen.seconds, callers)
    said = known()
    fresh = [mutant for mutant in survivors if key(mutant) not in said]
    print(
        f"{len(mutants)} mutants, {tried} tried in {time.monotonic() - began:.0f} s, "
        f"{len(survivors)} survive, {len(fresh)} of them not in SURVIVORS.md"
    )
    for mutant in fresh:
        print("new:", key(mutant))
    return 1 if fresh else 0


if __name__ == "__main__":
    sys.exit(main())
