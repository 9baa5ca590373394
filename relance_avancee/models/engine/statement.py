"""The statement of account that goes with a long reminder: every row of it, as a workbook."""

import io

from odoo.tools import format_date

# Width of each column in characters, in the order of HEADINGS.
WIDTHS = (20, 20, 12, 12, 10, 24, 16)


def attach(action):
    """Keep the statement of what this message says with the action.

    :return: ``ir.attachment``
    """
    env = action.with_context(lang=action._get_lang()).env
    # sudo: the customer gets what his own message sums up, whoever sends
    return (
        env["ir.attachment"]
        .sudo()
        .create(
            {
                "name": env._(
                    "Statement %(date)s.xlsx",
                    date=action.company_id.root_id._dunning_today().isoformat(),
                ),
                "raw": make(action.with_env(env)),
                "mimetype": "application/vnd.openxmlformats-officedocument"
                ".spreadsheetml.sheet",
                "res_model": action._name,
                "res_id": action.id,
            }
        )
    )


def make(action):
    """The workbook, as bytes: real dates and amounts, in the reader's words."""
    import xlsxwriter  # ships with Odoo, loaded only by whoever writes one

    stream = io.BytesIO()
    # texts are texts: a reference that begins with “=” is no formula
    book = xlsxwriter.Workbook(
        stream,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    write(book, action)
    book.close()
    return stream.getvalue()


def write(book, action):
    """One sheet: who owes whom, every debt of the message, its total."""
    env, currency = action.env, action.currency_id
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    date = book.add_format({"num_format": "dd/mm/yyyy"})
    decimals = "0" * currency.decimal_places
    pattern = f"#,##0.{decimals}" if decimals else "#,##0"
    money = book.add_format({"num_format": pattern})
    total = book.add_format({"num_format": pattern, "bold": True, "top": 1})
    sheet = book.add_worksheet(env._("Statement")[:31])
    today = action.company_id.root_id._dunning_today()
    sheet.write(0, 0, action.company_id.name, bold)
    sheet.write(1, 0, action.partner_id.name)
    sheet.write(2, 0, env._("Statement of account as of %s", format_date(env, today)))
    for column, (label, width) in enumerate(
        zip(get_headings(action), WIDTHS, strict=False)
    ):
        sheet.set_column(column, column, width)
        sheet.write(4, column, label, head)
    sheet.freeze_panes(5, 0)
    row = 5
    for line in action.line_ids.sorted(lambda line: (line.date_due, line.id)):
        write_line(sheet, row, action, line, date, money)
        row += 1
    sheet.write(row, len(WIDTHS) - 2, env._("Total to pay"), bold)
    sheet.write_number(row, len(WIDTHS) - 1, action.amount, total)


def get_headings(action):
    env = action.env
    return (
        env._("Invoice"),
        env._("Your order"),
        env._("Date"),
        env._("Due on"),
        env._("Days late"),
        env._("Status"),
        env._("Amount due (%s)", action.currency_id.name),
    )


def write_line(sheet, row, action, line, date, money):
    """One debt; what is only listed for information claims nothing."""
    move = line.move_id
    sheet.write_string(row, 0, line._get_reference() or "")
    sheet.write_string(row, 1, action._get_order_number(move) if move else "")
    if move:
        sheet.write_datetime(row, 2, move.invoice_date or move.date, date)
    sheet.write_datetime(row, 3, line.date_due, date)
    sheet.write_number(row, 4, max(line.days_late, 0))
    sheet.write_string(row, 5, action._get_level_label(line))
    sheet.write_number(row, 6, line.amount if line.step_id else 0.0, money)
