"""What runs when the add-on is removed."""

from odoo.tools import SQL


def uninstall_hook(env):
    """Drop the foreign keys from and to our tables before Odoo removes their rows.

    Odoo deletes the data of a module record by record, in the order in which it was made:
    steps that actions still name, templates that steps still name. The tables go with the
    module, so their keys may go first; nothing of other modules is deleted.
    """
    env.flush_all()
    ours = tuple(
        model._table
        for model in env.values()
        if model._original_module == "relance_avancee"
        and model._auto
        and not model._abstract
    )
    constraints = env.execute_query(
        SQL(
            """
            SELECT conrelid::regclass::text, conname
              FROM pg_constraint
             WHERE contype = 'f'
               AND (conrelid::regclass::text IN %(ours)s
                    OR confrelid::regclass::text IN %(ours)s)
            """,
            ours=ours,
        )
    )
    for table, name in constraints:
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(name),
            )
        )
