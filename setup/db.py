"""Databases with their attachments, in the environment that lib.sh prepares.

Usage: db.py exists NAME | installed NAME MODULE,… | copy FROM TO | drop NAME
       db.py rename FROM TO | seal FROM TO | list
"""

import os
import shutil
import sys
from contextlib import closing
from pathlib import Path

import psycopg2
from psycopg2.sql import SQL, Identifier

FILESTORE = Path(os.environ["STATE"], "data", "filestore")


def connect(name="postgres"):
    connection = psycopg2.connect(dbname=name)
    connection.autocommit = True
    return closing(connection)


def run(query, *names, database="postgres", values=None):
    """Run one statement outside a transaction; return its rows if it has any."""
    with connect(database) as connection, connection.cursor() as cursor:
        cursor.execute(SQL(query).format(*map(Identifier, names)), values)
        return cursor.fetchall() if cursor.description else []


def exists(name):
    return bool(run("SELECT 1 FROM pg_database WHERE datname = %s", values=[name]))


def installed(name, modules):
    rows = run(
        "SELECT name FROM ir_module_module WHERE state = 'installed'", database=name
    )
    missing = set(modules.split(",")) - {module for (module,) in rows}
    if missing:
        print("not installed:", *sorted(missing), file=sys.stderr)
    return not missing


def disconnect_others(name):
    run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
        values=[name],
    )


def drop(name):
    if exists(name):
        disconnect_others(name)
        run("DROP DATABASE {}", name)
    shutil.rmtree(FILESTORE / name, ignore_errors=True)


def copy(source, target):
    """Copy a database and its filestore, as one that Odoo takes for another one.

    Files are linked, not copied: Odoo never changes a stored file, it only adds
    and removes.
    """
    run("CREATE DATABASE {} TEMPLATE {}", target, source)
    if (FILESTORE / source).exists():
        shutil.rmtree(FILESTORE / target, ignore_errors=True)
        shutil.copytree(FILESTORE / source, FILESTORE / target, copy_function=os.link)
    run(
        "UPDATE ir_config_parameter SET value = gen_random_uuid()"
        " WHERE key = 'database.uuid'",
        database=target,
    )


def rename(source, target):
    """Give a finished database its final name."""
    disconnect_others(source)
    if (FILESTORE / source).exists():
        (FILESTORE / source).rename(FILESTORE / target)
    run("ALTER DATABASE {} RENAME TO {}", source, target)


def seal(source, target):
    """Give a finished template its final name and let nobody write to it any more."""
    rename(source, target)
    run("ALTER DATABASE {} ALLOW_CONNECTIONS false", target)


def list_all():
    rows = run("SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1")
    print(*(name for (name,) in rows), sep="\n")


def main(command="", *names):
    actions = {
        "exists": (exists, 1),
        "installed": (installed, 2),
        "copy": (copy, 2),
        "drop": (drop, 1),
        "rename": (rename, 2),
        "seal": (seal, 2),
        "list": (list_all, 0),
    }
    action, arity = actions.get(command, (None, 0))
    if not action or len(names) != arity:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        return 1 if action(*names) is False else 0
    except psycopg2.Error as error:
        print(f"error: {command} {' '.join(names)}: {error}".rstrip(), file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
