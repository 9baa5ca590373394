"""Small helpers that know the ORM but no model of ours."""

import gc
import io
import re
from contextlib import contextmanager
from functools import wraps
from itertools import repeat
from operator import itemgetter

from markupsafe import Markup
from psycopg2 import sql
from psycopg2.extras import Json, execute_values

from odoo.fields import Domain
from odoo.tools import SQL


def bulk_insert(model, vals_list, want_ids=True):
    """Copy rows straight into a model's table.

    For thousands of rows that need neither chatter nor computed fields: twenty times
    faster than ``create``. All dicts must have the same keys, which must be stored
    columns; log columns are filled here. The caller answers for anything computed.

    :param want_ids: whether the ids are of use; drawing them costs a little
    :return: the new ids, in the order of ``vals_list``; empty when not wanted
    """
    if not vals_list:
        return []
    env, cr = model.env, model.env.cr
    names, log = list(vals_list[0]), ()
    columns = names[:]
    if model._log_access:
        columns += ["create_uid", "write_uid", "create_date", "write_date"]
        log = (env.uid, env.uid, cr.now(), cr.now())
    ids = _draw_ids(env, model, len(vals_list)) if want_ids else []
    if ids:
        columns.append("id")
    rows = io.StringIO("".join(_make_rows(vals_list, log, ids)))
    cr.copy_expert(
        sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(model._table),
            sql.SQL(", ").join(map(sql.Identifier, columns)),
        ),
        rows,
    )
    # other records may hold these rows in a one2many already read
    env.invalidate_all()
    return ids


def bulk_upsert(model, key, rows):
    """Insert rows or update those with the same key; what did not change is not written.

    The rules of :func:`bulk_insert` apply; two who do it at once wait for each other.

    :param key: names of the columns of a unique index
    """
    if not rows:
        return
    columns = list(rows[0])
    table = model._table
    query = SQL(
        """
        INSERT INTO %s (%s) VALUES VALUES_HERE
        ON CONFLICT (%s) DO UPDATE SET %s WHERE (%s) IS DISTINCT FROM (%s)
        """,
        SQL.identifier(table),
        SQL(", ").join(map(SQL.identifier, columns)),
        SQL(", ").join(map(SQL.identifier, key)),
        SQL(", ").join(
            SQL("%s = excluded.%s", SQL.identifier(name), SQL.identifier(name))
            for name in columns
            if name not in key
        ),
        SQL(", ").join(SQL.identifier(table, name) for name in columns),
        SQL(", ").join(SQL.identifier("excluded", name) for name in columns),
    )
    execute_values(
        model.env.cr._obj,
        query.code.replace("VALUES_HERE", "%s"),
        [[_as_column(row[name]) for name in columns] for row in rows],
        page_size=2000,
    )
    model.env.invalidate_all()


def _as_column(value):
    return Json(value) if isinstance(value, dict | list) else value


def _make_rows(vals_list, log, ids):
    """One line of COPY's text format for each dict; ``log`` and the id end it."""
    copied, pick = _Copied(), itemgetter(*vals_list[0])
    log = "".join("\t" + copied[value] for value in log)
    ends = [f"{log}\t{id_}\n" for id_ in ids] or repeat(log + "\n")
    for vals, end in zip(vals_list, ends, strict=False):
        yield "\t".join(map(copied.__getitem__, pick(vals))) + end


def lock_targets(records):
    """Check that records still exist and keep them until the commit, as a foreign key does.

    Whoever deletes one meanwhile makes this transaction start again.
    """
    if records:
        records.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE id IN %s ORDER BY id FOR KEY SHARE",
                SQL.identifier(records._table),
                tuple(records.ids),
            )
        )


def _draw_ids(env, model, count):
    drawn = env.execute_query(
        SQL(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            model._table,
            count,
        )
    )
    return [row[0] for row in drawn]


class _Copied(dict):
    """Values as PostgreSQL's COPY reads them in its text format, each made once.

    Python takes ``True``, ``1`` and ``1.0`` for the same key, so all three are written
    ``1``, which PostgreSQL reads as boolean, integer and number alike.
    """

    def __missing__(self, value):
        self[value] = text = self._text(value)
        return text

    def _text(self, value):
        if value is None:
            return r"\N"
        if isinstance(value, str):
            # the four characters that mean something in this format
            return (
                value.replace("\\", r"\\")
                .replace("\t", r"\t")
                .replace("\n", r"\n")
                .replace("\r", r"\r")
            )
        if isinstance(value, bool) or (isinstance(value, float) and value.is_integer()):
            return str(int(value))
        return str(value)


@contextmanager
def no_collection():
    """Without Python's cycle collector: for work that makes many objects, no cycles.

    The collector would walk through all of Odoo several times, for nothing: a fifth of
    the time of a quiet night.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def prepare_big_reads(env):
    """Tell PostgreSQL, for this transaction, that what follows sums up the ledger.

    Compiling such a statement (LLVM) takes longer than running it, and joins of some
    hundred thousand rows need more than the 4 MB they get by default.
    """
    if not env.cr.cache.get("relance_avancee.big_reads"):
        env.cr.execute("SET LOCAL jit = off")
        env.cr.execute("SET LOCAL work_mem = '64MB'")
        env.cr.cache["relance_avancee.big_reads"] = True


def receivable_accounts(env):
    """Ids of the receivable accounts, never empty, to be written into a statement.

    Named one by one: of ``account_id IN (SELECT …)`` PostgreSQL knows nothing, reads
    every item of the ledger that is not matched (sales and bank among them), and looks
    up a hundred thousand invoices one at a time.
    """
    env["account.account"].flush_model(["account_type"])
    rows = env.execute_query(
        SQL("SELECT id FROM account_account WHERE account_type = 'asset_receivable'")
    )
    return tuple(account_id for (account_id,) in rows) or (0,)


def guarded_search(method):
    """A ``search=`` method that first asks whether its field may be read.

    Core asks for the fields it compares in SQL; what a search method answers replaces
    the field before core looks, and amounts could be found by halves by anybody. The
    field is the one the method is named after: ``_search_<field>``.
    """
    name = method.__name__.removeprefix("_search_")

    @wraps(method)
    def search(self, operator, value):
        self._check_field_access(self._fields[name], "read")
        return method(self, operator, value)

    search._guarded = name
    return search


def check_searched(model, domain):
    """Ask whether the fields of ours that a domain compares may be read, however deep.

    For models that core searches as superuser: a path from there ("create_uid.company_id
    …") or a domain within the domain reaches every model, and core asks nobody.
    """
    for condition in domain.iter_conditions():
        reached = model
        for name in condition.field_expr.split("."):
            field = reached._fields.get(name)
            if field is None:
                # the part of a date, or a mistake that core tells
                break
            if name.startswith("dunning_"):
                reached._check_field_access(field, "read")
            if field.comodel_name:
                reached = model.env[field.comodel_name]
        if condition.operator.endswith(("any", "any!")):
            # of the same records when it is asked of their numbers
            value = condition.value
            if isinstance(value, Domain | list | tuple):
                check_searched(reached, Domain(value))


# our links, those of messages sent before there was one per contact, and the portal's
_LINKS = re.compile(r"(/d/)[0-9a-fA-F]+-[\w-]+|(access_token=)[\w-]+")


def mask_links(text):
    """A text that opens nobody's page: the codes in it are gone."""
    if not text:
        return text
    masked = _LINKS.sub(lambda found: f"{found[1] or found[2]}***", str(text))
    return Markup(masked) if isinstance(text, Markup) else masked


def may_write(model, field, operation, by_hand):
    """Whether people may write this field of ours on a model of core's.

    Ours are those named ``dunning_…``: what is not in ``by_hand`` is the engine's,
    which writes with ``sudo()`` (see ``dunning.evidence``).
    """
    return (
        operation != "write"
        or model.env.su
        or not field.name.startswith("dunning_")
        or field.name in by_hand
    )
