"""Invoice PDFs attached to e-mails, made before the rows of the reminders are locked.

Rendering a document takes from a tenth of a second to seconds; a user who registers a
payment must not wait for it. The night makes missing files first, one invoice a
transaction, and sending uses only stored files. If a file cannot be made, the lines of
the reminder say why and the e-mail is sent without it: its link opens the invoice.
"""

from odoo.tools import SQL


def get_missing(actions):
    """Invoices to attach to these e-mails that have no PDF and were not tried in vain.

    :return: ``account.move``, as the system reads them
    """
    # sudo: the customer gets its own invoices, whoever sends
    actions = actions.sudo()
    wanted = actions.exists().filtered(
        lambda action: action.channel == "email"
        and action.state == "planned"
        and action.step_id.attach_invoices
        and action.company_id.root_id.dunning_mode != "simulation"
    )
    missing = actions.env["account.move"]
    for action in wanted:
        tried = action.line_ids.filtered("file_problem").move_id
        missing |= action._get_invoices_to_attach() - tried
    return missing.filtered(
        lambda move: not move.invoice_pdf_report_id and move.is_sale_document(True)
    )


def make_missing(actions):
    """The same, made one after the other in the transaction there is.

    What another worker is drawing just now is not waited for: said, and left out.
    """
    for move in get_missing(actions):
        if not make(actions, move):
            say(actions, move, move.env._("Another job is printing it just now."))


def make(actions, move):
    """Make one invoice's PDF, unless another worker is making it; note why it failed.

    :param actions: the reminders that want it, on whose lines a problem is written
    :return: False when another worker is at it
    :raises Exception: what whoever called must know to begin again, see
        :func:`~odoo.addons.relance_avancee.isolation.must_go_up`
    """
    if not _take(move):
        return False
    move.invalidate_recordset(["invoice_pdf_report_id"])
    if not move.invoice_pdf_report_id:
        problem = move._dunning_make_pdfs().get(move.id)
        if problem or not move.invoice_pdf_report_id:
            none = move.env._("The document could not be printed.")
            say(actions, move, problem or none)
    return True


def say(actions, move, problem):
    """Write on the reminders why this invoice is not attached; it is not tried again."""
    # sudo: the night's job notes what it could not make
    lines = actions.sudo().line_ids
    lines.filtered(lambda line: line.move_id == move).file_problem = problem


def filter_ready(actions):
    """The actions none of whose invoices is being rendered by another worker."""
    actions.env["account.move"].invalidate_model(["invoice_pdf_report_id"])
    missing = get_missing(actions)
    if not missing:
        return actions
    return actions.filtered(
        lambda action: action.channel != "email"
        # sudo: as in get_missing
        or not action.sudo().claimed_line_ids.move_id & missing
    )


def _take(move):
    """Whether no other worker makes this document; until the end of the transaction."""
    [(taken,)] = move.env.execute_query(
        SQL(
            "SELECT pg_try_advisory_xact_lock(hashtext('relance_avancee.pdf'), %s)",
            move.id,
        )
    )
    return taken
