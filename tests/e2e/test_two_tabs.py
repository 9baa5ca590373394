"""Two windows that pay the same invoices at the same time, over real connections."""

import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import harness

# Two invoices, 100 and 50.
PAYER = harness.DEBTORS[0]

PREPARE = f"""
import json
provider = env.ref("payment.payment_provider_demo")
provider.write({{"state": "test", "is_published": True, "company_id": env.company.id}})
env["ir.config_parameter"].set_param("account_payment.enable_portal_payment", "True")
partner = env["res.partner"].search([("email", "=", "{PAYER}")])
link = env["dunning.link"]._get_link(partner, partner, env.company)
items = [due.item.id for due in link._get_dues()]
method = env["payment.method"]._get_compatible_payment_methods(
    provider.ids, partner.id, currency_id=env.company.currency_id.id
)[:1]
env.cr.commit()
print("RESULT " + json.dumps({{
    "path": link._get_path(),
    "both": link._make_code(items, 150),
    "one": link._make_code(items[:1], 100),
    "method": {{"provider_id": provider.id, "payment_method_id": method.id}},
}}))
"""


def begin(tab, page, code):
    """Press Pay: what Odoo's payment form asks for."""
    return tab.ask(
        f"{page['path']}/transaction/{code}",
        {
            **page["method"],
            "token_id": None,
            "amount": float(code.rpartition("_")[2]),
            "flow": "direct",
            "tokenization_requested": False,
            "landing_route": page["path"],
            "is_validation": False,
            "access_token": None,
            "csrf_token": "",
        },
    )


def at_once(*works):
    """Results of works that begin at the same moment, each on a connection of its own."""
    gate = threading.Barrier(len(works))

    def start(work):
        gate.wait(harness.PATIENCE)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(start, works))


def waiting(database):
    """Connections that wait for another one's lock."""
    return database.sql(
        "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"
        " AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = %s)",
        database.name,
    )[0][0]


def test_two_tabs_start_one_payment(database, sink):
    """Both are in the middle of it, held up in the database: one of them goes on."""
    page = database.shell(PREPARE)
    with database.server() as server:
        tabs = [server.visit(), server.visit()]
        for tab in tabs:
            assert "o_payment_form" in tab.get(f"{page['path']}/pay/{page['both']}")
        with ThreadPoolExecutor(len(tabs)) as pool:
            with database.roadblock("payment_transaction"):
                answers = [
                    pool.submit(begin, tab, page, code)
                    for tab, code in zip(tabs, (page["both"], page["one"]), strict=True)
                ]
                harness.wait_until(
                    lambda: waiting(database) == len(tabs), "both tabs at the door"
                )
            answers = [answer.result(harness.PATIENCE) for answer in answers]
        [begun] = [answer["result"] for answer in answers if "result" in answer]
        [refused] = [answer["error"] for answer in answers if "error" in answer]
        assert "vient d’être commencé" in refused["data"]["message"]
        assert database.sql("SELECT reference FROM payment_transaction") == [
            (begun["reference"],)
        ]


def test_many_tabs_take_the_money_once(database, sink):
    """Six windows begin, one may; the provider tells twice, and the money is booked once."""
    page = database.shell(PREPARE)
    with database.server() as server:
        tabs = [server.visit() for _number in range(6)]
        answers = at_once(*[lambda t=tab: begin(t, page, page["both"]) for tab in tabs])
        [payer] = [
            tab for tab, answer in zip(tabs, answers, strict=True) if "result" in answer
        ]
        [(reference,)] = database.sql("SELECT reference FROM payment_transaction")
        news = {
            "reference": reference,
            "payment_details": "1234",
            "simulated_state": "done",
        }
        at_once(
            *[lambda: payer.post("/payment/demo/simulate_payment", news)] * 2,
        )
        # of those that collide, Odoo tells the browser to ask again
        at_once(*[lambda: payer.ask("/payment/status/poll", {})] * 3)
        assert payer.post("/payment/status/poll", {})["state"] == "done"
        late = begin(tabs[-1], page, page["both"])
    assert "error" in late
    assert database.count("payment_transaction") == 1
    assert database.sql(
        "SELECT amount FROM account_payment WHERE payment_transaction_id IS NOT NULL"
    ) == [(Decimal(150),)]
    assert database.sql(
        "SELECT sum(move.amount_residual)::float FROM account_move move"
        "  JOIN res_partner partner ON partner.id = move.partner_id"
        " WHERE partner.email = %s AND move.move_type = 'out_invoice'",
        PAYER,
    ) == [(0.0,)]
