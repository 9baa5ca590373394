"""A mail server, and an SMS gateway beside it, that keep what they get as files.

Usage: smtp_sink.py OUTBOX DATABASE READY-FILE
Listens on the port that DATABASE's mail server record names, which several sinks may
share, or on a free one; then it creates READY-FILE. It lives as long as its standard
input: whoever started it holds the other end, so that even a kill -9 leaves nothing.
"""

import asyncio
import re
import sys
from datetime import datetime
from itertools import count
from pathlib import Path

import psycopg2
from aiosmtpd.smtp import SMTP

# Python does not look beside a script by itself here (PYTHONSAFEPATH)
sys.path.insert(0, str(Path(__file__).parent))
import sms_sink  # noqa: E402

# The record that demo_data.py makes; no other one is ever touched.
SERVER_NAME = "Démo : boîte d'envoi locale"


class Outbox:
    """Handler that writes each message as one ``.eml`` file."""

    def __init__(self, folder):
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.started = datetime.now().strftime("%Y%m%d-%H%M%S")
        self.numbers = count(1)

    async def handle_DATA(self, server, session, envelope):
        """Keep the message; only then say that it was taken."""
        name = re.sub(r"[^\w.@-]", "_", envelope.rcpt_tos[0])[:80]
        path = self.folder / f"{self.started}-{next(self.numbers):04}-{name}.eml"
        new = path.with_suffix(".new")
        new.write_bytes(envelope.original_content)
        new.rename(path)
        return "250 Message kept"


def run(database, query, *values):
    with psycopg2.connect(dbname=database) as connection, connection.cursor() as cr:
        cr.execute(query, (*values, SERVER_NAME))
        return cr.fetchone() if cr.description else None


def name_gateway(database, url):
    """Point the parameter that demo_data.py made to this gateway."""
    with psycopg2.connect(dbname=database) as connection, connection.cursor() as cr:
        cr.execute(
            "UPDATE ir_config_parameter SET value = %s WHERE key = %s",
            (url, sms_sink.PARAMETER),
        )


async def listen(database, handler):
    """Share the database's port with another sink of ours, or take a free one."""
    known = run(database, "SELECT smtp_port FROM ir_mail_server WHERE name = %s")
    for port in (known[0] if known else 0, 0):
        try:
            return await asyncio.get_running_loop().create_server(
                lambda: SMTP(handler, data_size_limit=2**26, enable_SMTPUTF8=True),
                "127.0.0.1",
                port,
                reuse_port=True,
            )
        except OSError:
            if not port:
                raise


async def serve(outbox, database, ready):
    """Take mail until the standard input closes."""
    server = await listen(database, Outbox(Path(outbox)))
    port = server.sockets[0].getsockname()[1]
    run(database, "UPDATE ir_mail_server SET smtp_port = %s WHERE name = %s", port)
    gateway = sms_sink.Gateway(Path(outbox))
    gateway.start()
    name_gateway(database, gateway.url)
    Path(ready).write_text(f"{port}\n")
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
