"""Real processes for the end-to-end tests: databases, Odoo servers, a mail sink.

Everything is on loopback, every wait has an end, and nothing here is a double of our
code: the servers are Odoo's own, only the day they live on is chosen (``odoo_on.py``).
"""

import contextlib
import datetime as dt
import email
import email.policy
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections import Counter, defaultdict
from http.cookiejar import CookieJar
from pathlib import Path
from typing import NamedTuple

import psycopg2
from aiosmtpd.controller import Controller

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
STATE = ROOT / ".odoo"
# The folder behind the link: another environment may take its place meanwhile.
PYTHON = str(Path(sys.prefix).resolve() / "bin" / "python")
FILESTORE = STATE / "data" / "filestore"
# A Thursday, and a Friday beyond the gap when the next step is due; no holidays.
DAY = dt.date(2026, 3, 12)
NEXT_DAY = dt.date(2026, 3, 20)
DEBTORS = [f"debtor{number:02}@client.example.com" for number in range(1, 41)]
# Generous: the machine may be busy with other things.
PATIENCE = 120

JOBS = """
    SELECT res_id FROM ir_model_data
     WHERE model = 'ir.cron'
       AND name IN ('ir_cron_dunning', 'ir_cron_mail_scheduler_action')
"""


def wait_until(condition, what, timeout=PATIENCE, pause=0.1):
    """Ask until the answer is true; return it. The database may be restarting."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        with contextlib.suppress(psycopg2.OperationalError):
            if answer := condition():
                return answer
        time.sleep(pause)
    raise AssertionError(f"{what}: not within {timeout} s")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(*command, **options):
    """Run a command; on failure show what it printed."""
    done = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE * 3,
        **options,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout


# === MAIL ===


class Letter(NamedTuple):
    recipient: str
    subject: str
    message_id: str
    body: str


class Sink:
    """An SMTP server on a port of its own that keeps what it accepts."""

    def __init__(self):
        self.port = free_port()
        self.letters = []
        self.refusals = Counter()
        # Asked for each recipient: the refusal, or None.
        self.refuse = lambda address: None
        # The connection is cut instead of an answer about this recipient.
        self.hang_up = lambda address: False
        # Called after each message is kept, before the client is told.
        self.on_letter = lambda count: None
        self._controller = None

    def open(self):
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self):
        """From now on connections are refused."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if self.hang_up(address):
            server.transport.abort()
            return "421 Bye"
        if refusal := self.refuse(address):
            self.refusals[address] += 1
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(
            envelope.content, policy=email.policy.default
        )
        body = message.get_body(("html", "plain")).get_content()
        for address in envelope.rcpt_tos:
            self.letters.append(
                Letter(address, message["Subject"], message["Message-Id"], body)
            )
        return self.on_letter(len(self.letters)) or "250 OK"

    def message_ids(self):
        """Distinct Message-Ids by (recipient, subject).

        A mail client killed after the server's 250 and before its own commit cannot
        know: it repeats the same message with the same Message-Id, which the receiving
        side recognises. Another Message-Id would be another letter.
        """
        found = defaultdict(set)
        for letter in self.letters:
            found[letter.recipient, letter.subject].add(letter.message_id)
        return found

    def repeats(self):
        """How many copies the receiving side has to drop."""
        return len(self.letters) - sum(map(len, self.message_ids().values()))

    def check(self, expected, record_property=None):
        """Each due step exactly once, none lost, nobody else written to.

        :param expected: number of steps due by recipient
        """
        found = self.message_ids()
        twice = {key: ids for key, ids in found.items() if len(ids) > 1}
        assert not twice, f"sent twice: {twice}"
        steps = Counter(recipient for recipient, _subject in found)
        assert steps == Counter(expected)
        print(f"{len(self.letters)} messages, {self.repeats()} of them raw repeats")
        if record_property:
            record_property("messages", len(self.letters))
            record_property("raw_repeats", self.repeats())


# === DATABASES ===


class Database:
    """One Odoo database, reached as Odoo reaches it: through libpq's variables."""

    def __init__(self, name, environment=None):
        self.name = name
        self.environment = {**os.environ, **(environment or {})}

    # --- SQL ---

    def connect(self, name=None):
        connection = psycopg2.connect(
            dbname=name or self.name,
            host=self.environment.get("PGHOST"),
            port=self.environment.get("PGPORT"),
            user=self.environment.get("PGUSER"),
            password=self.environment.get("PGPASSWORD"),
        )
        connection.autocommit = True
        return contextlib.closing(connection)

    def sql(self, query, *values, database=None):
        with self.connect(database) as connection, connection.cursor() as cursor:
            cursor.execute(query, values or None)
            return cursor.fetchall() if cursor.description else cursor.rowcount

    def count(self, table, condition="TRUE"):
        return self.sql(f"SELECT count(*) FROM {table} WHERE {condition}")[0][0]

    def states(self):
        """Number of actions by state."""
        return dict(
            self.sql("SELECT state, count(*) FROM dunning_action GROUP BY state")
        )

    @contextlib.contextmanager
    def roadblock(self, table):
        """Nobody writes to the table meanwhile; gives a function that waits for somebody
        to stand at it, in the middle of a transaction."""
        with self.connect() as connection, connection.cursor() as cursor:
            connection.autocommit = False
            cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")

            def wait_for_victim():
                wait_until(
                    lambda: self.count(
                        "pg_locks", f"NOT granted AND relation = '{table}'::regclass"
                    )
                    or self.nudge(),
                    f"somebody writing to {table}",
                )

            yield wait_for_victim
            with contextlib.suppress(psycopg2.Error):  # the server may have gone
                connection.rollback()

    # --- jobs ---

    def due(self):
        """Make both jobs due, as the clock would; a running one is left alone."""
        self.sql(
            "UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'utc' - interval '1 minute'"
            f" WHERE id IN (SELECT id FROM ir_cron WHERE id IN ({JOBS})"
            "                FOR NO KEY UPDATE SKIP LOCKED)"
        )

    def nudge(self):
        """Wake the servers' job threads, as Odoo's own triggers do."""
        self.sql(f"NOTIFY cron_trigger, '{self.name}'", database="postgres")

    def idle(self):
        """Both jobs have finished and none is due."""
        now = "now() AT TIME ZONE 'utc'"
        return not self.count(
            "ir_cron",
            f"id IN ({JOBS}) AND (nextcall <= {now} OR id IN"
            f" (SELECT cron_id FROM ir_cron_trigger WHERE call_at <= {now}))",
        )

    def run_until_quiet(self):
        """Let the running servers do a night to its end."""
        self.due()
        self.wait_idle()

    def wait_idle(self):
        wait_until(
            lambda: self.idle() or self.nudge(), f"{self.name} at rest", pause=0.4
        )

    # --- processes ---

    def odoo(self, *arguments, day=DAY):
        return [PYTHON, str(HERE / "odoo_on.py"), str(day), *arguments]

    def start_shell(self, day=DAY):
        """``odoo shell`` that waits for a script on its standard input."""
        return subprocess.Popen(
            self.odoo("shell", "-d", self.name, "--no-http", day=day),
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
        )

    def finish_shell(self, process, script=None):
        """Result of a shell script, which prints ``RESULT`` and something in JSON."""
        try:
            output, _nothing = process.communicate(script, timeout=PATIENCE)
        finally:
            process.kill()
        _before, found, result = output.rpartition("RESULT ")
        assert found, output[-4000:]
        return json.loads(result.splitlines()[0])

    def shell(self, script, day=DAY):
        return self.finish_shell(self.start_shell(day), script)

    @contextlib.contextmanager
    def server(self, day=DAY):
        server = Server(self, day)
        server.start()
        try:
            yield server
        finally:
            server.stop()


class Server:
    """One Odoo server process with one job thread."""

    def __init__(self, database, day=DAY):
        self.database = database
        self.day = day
        self.port = free_port()
        self.process = None
        number = uuid.uuid4().hex[:6]
        self.log = STATE / "log" / f"{database.name}-{number}.log"

    def start(self):
        command = self.database.odoo(
            "-d", self.database.name, f"--db-filter=^{self.database.name}$",
            f"--http-port={self.port}", "--max-cron-threads=1", day=self.day,
        )  # fmt: skip
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                command,
                env=self.database.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                start_new_session=True,
            )
        wait_until(self.is_ready, f"Odoo's start, see {self.log}")

    def is_ready(self):
        assert self.process.poll() is None, self.log.read_text()[-4000:]
        return "Registry loaded in" in self.log.read_text()

    def wait_for_log(self, text):
        wait_until(
            lambda: text in self.log.read_text() or self.database.nudge(),
            f"“{text}” in {self.log}",
        )

    def kill(self):
        """kill -9: no handler, no last word."""
        os.killpg(self.process.pid, signal.SIGKILL)

    def wait_killed(self):
        assert self.process.wait(PATIENCE) == -signal.SIGKILL
        self.process = None

    def stop(self):
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()
            self.process.wait(PATIENCE)
        self.process = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def log_in(self, login):
        """A session over HTTP, as a browser has one; password = login."""
        return Session(self.url, self.database.name, login)

    def visit(self):
        """Somebody who has not logged in, with cookies of its own."""
        return Browser(self.url)


class Browser:
    """Cookies and JSON-RPC of somebody who has not logged in."""

    def __init__(self, url):
        self.url = url
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(CookieJar()),
        )

    def get(self, path):
        with self.opener.open(self.url + path, timeout=PATIENCE) as response:
            return response.read().decode()

    def ask(self, path, params):
        """The whole answer, an error too."""
        request = urllib.request.Request(
            self.url + path,
            json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode(),
            {"Content-Type": "application/json"},
        )
        with self.opener.open(request, timeout=PATIENCE) as response:
            return json.load(response)

    def post(self, path, params):
        answer = self.ask(path, params)
        assert "error" not in answer, json.dumps(answer["error"])[:4000]
        # a method that gives nothing has no result
        return answer.get("result")


class Session(Browser):
    """A user of Odoo's web client."""

    def __init__(self, url, database, login):
        super().__init__(url)
        found = self.post(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": login},
        )
        assert found["uid"], "not logged in"

    def call(self, model, method, *args, **kwargs):
        return self.post(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )


# === POSTGRESQL ===


class Cluster:
    """A PostgreSQL cluster of the tests' own, which they may restart."""

    def __init__(self):
        self.home = Path(tempfile.mkdtemp(prefix="relance_e2e.", dir="/var/tmp"))
        self.owner = None
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root.
            self.owner = "postgres"
            shutil.chown(self.home, self.owner)
        self.environment = {
            "PGHOST": str(self.home),
            "PGPORT": "5432",
            "PGUSER": "odoo",
        }

    def run(self, program, *arguments):
        path = shutil.which(program)
        assert path, f"no {program}: these tests need PostgreSQL on this machine"
        command = [path, "-D", self.home / "data", *arguments]
        if self.owner:
            command = ["runuser", "-u", self.owner, "--", *command]
        # To a file: the server keeps its standard output open.
        with (self.home / "tool.log").open("a") as log:
            subprocess.run(
                list(map(str, command)), cwd="/", stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, timeout=PATIENCE, check=True,
            )  # fmt: skip

    def create(self):
        self.run(
            "initdb", "-U", "odoo", "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust"
        )
        with (self.home / "data" / "postgresql.conf").open("a") as conf:
            # Without fsync the data survive any end of PostgreSQL, not of the machine.
            conf.write(
                f"listen_addresses = ''\nunix_socket_directories = '{self.home}'\n"
                "max_connections = 100\nfsync = off\n"
            )
        self.start()

    def start(self):
        self.run("pg_ctl", "start", "-w", "-l", self.home / "server.log")

    def restart(self, mode):
        """``fast`` as an administrator does; ``immediate`` as a crash does."""
        self.run("pg_ctl", "restart", "-w", "-m", mode, "-l", self.home / "server.log")

    def destroy(self):
        with contextlib.suppress(subprocess.CalledProcessError):  # never started
            self.run("pg_ctl", "stop", "-w", "-m", "immediate")
        shutil.rmtree(self.home)

    def adopt(self, source, name):
        """Bring in a copy of a database, with its files."""
        database = Database(name, self.environment)
        database.sql(f"CREATE DATABASE {name}", database="postgres")
        dump = self.home / "dump"
        run("pg_dump", "-Fc", "-Z0", "-f", dump, source.name, env=source.environment)
        run(
            "pg_restore", "--no-owner", "--exit-on-error", "-d", name, dump,
            env=database.environment,
        )  # fmt: skip
        dump.unlink()
        if (FILESTORE / source.name).exists():
            shutil.copytree(
                FILESTORE / source.name, FILESTORE / name, copy_function=os.link
            )
        return database


@contextlib.contextmanager
def own_cluster():
    cluster = Cluster()
    try:
        cluster.create()
        yield cluster
    finally:
        cluster.destroy()


# === MAKING DATABASES ===


def database_tool(environment, *arguments):
    run(
        PYTHON, ROOT / "setup" / "db.py", *arguments,
        env={**environment, "STATE": str(STATE)},
    )  # fmt: skip


@contextlib.contextmanager
def seeded_database(cluster):
    """A database with the add-on and the debtors, from which the tests take copies."""
    made = Database(f"e2e_{uuid.uuid4().hex[:8]}")
    name = f"{made.name}_seed"
    try:
        run(ROOT / "setup" / "testdb", made.name)
        database = cluster.adopt(made, name)
    finally:
        database_tool(made.environment, "drop", made.name)
    try:
        assert database.shell((HERE / "seed.py").read_text()) == "seeded"
        yield database
    finally:
        shutil.rmtree(FILESTORE / name, ignore_errors=True)


@contextlib.contextmanager
def copied_database(source):
    """A copy to play with; it goes with the cluster, its files now."""
    copy = Database(f"e2e_{uuid.uuid4().hex[:8]}", source.environment)
    database_tool(source.environment, "copy", source.name, copy.name)
    try:
        yield copy
    finally:
        database_tool(source.environment, "drop", copy.name)


def letters_to(sink, address):
    return [letter for letter in sink.letters if letter.recipient == address]


def amounts(letter):
    """Sums written in a letter, in whatever language."""
    found = re.findall(r"\b\d+[.,]\d\d(?!\d)", re.sub(r"<[^>]*>", " ", letter.body))
    return {amount.replace(",", ".") for amount in found}
