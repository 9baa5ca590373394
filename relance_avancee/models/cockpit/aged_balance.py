"""The aged balance as a document: one line per customer, as of any day."""

from odoo.tools.misc import format_date, formatLang

from ...core.figures import figures


def render_pdf(env, filters=None):
    """The aged balance of the dashboard's filters.

    :return: (content, file name)
    """
    scope = env["dunning.dashboard"]._get_scope(filters or {})
    html = env["ir.qweb"]._render("relance_avancee.aged_balance", prepare(env, scope))
    name = env._("Aged balance %(day)s.pdf", day=scope["date_to"])
    return env["dunning.pdf"]._render(str(html)), name


def prepare(env, scope):
    """What the template shows, formatted; a localisation adds to it."""
    lines = read_lines(env, scope)
    names = figures.bucket_names()
    labels = dict(env["dunning.report.balance"]._select_bucket())
    totals = [
        sum(line["amounts"][place] for line in lines) for place in range(len(names))
    ]
    total = sum(totals)
    company = scope["root"]

    def money(value):
        return formatLang(env, value, digits=2) if value else "–"

    return {
        "title": env._("Aged balance"),
        "company": company,
        "currency": company.currency_id,
        "day": format_date(env, scope["date_to"]),
        "lang": env.lang,
        "columns": [labels[name] for name in names],
        "lines": [
            {
                "name": line["name"],
                "amounts": [money(value) for value in line["amounts"]],
                "total": money(sum(line["amounts"])),
            }
            for line in lines
        ],
        "totals": [money(value) for value in totals],
        "total": money(total),
        "shares": [
            f"{formatLang(env, value / total * 100, digits=1)} %" if total else "–"
            for value in totals
        ],
    }


def read_lines(env, scope):
    """Amounts of each customer by range, biggest debts first."""
    names = figures.bucket_names()
    rows = (
        env["dunning.report.balance"]
        .with_context(dunning_as_of=scope["date_to"])
        ._read_group(scope["domain"], ["partner_id", "bucket"], ["residual:sum"])
    )
    found = {}
    for partner, name, amount in rows:
        amounts = found.setdefault(partner, [0.0] * len(names))
        amounts[names.index(name)] = amount
    return sorted(
        (
            {"name": partner.display_name, "amounts": amounts}
            for partner, amounts in found.items()
        ),
        key=lambda line: (-sum(line["amounts"]), line["name"]),
    )
