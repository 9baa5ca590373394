"""A customer with a browser: from the link of the e-mail to what the next nights send."""

import contextlib
import datetime as dt
import re
import shutil

import harness
import pytest
from harness import amounts, letters_to
from playwright.sync_api import sync_playwright

# Two invoices, 100 and 50; the others owe 100.
PAYER, PROMISING, DISPUTING, PLANNING = (
    harness.DEBTORS[0],
    harness.DEBTORS[20],
    harness.DEBTORS[21],
    harness.DEBTORS[22],
)
# Beyond the promise (5 days), its grace and the gap; and a missed instalment and its.
LATER = harness.DAY + dt.timedelta(days=20)
MUCH_LATER = harness.DAY + dt.timedelta(days=75)

ENABLE = """
provider = env.ref("payment.payment_provider_demo")
provider.write({"state": "test", "is_published": True, "company_id": env.company.id})
env["ir.config_parameter"].set_param("account_payment.enable_portal_payment", "True")
env.cr.commit()
print('RESULT "ready"')
"""


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        yield browser
        browser.close()


@contextlib.contextmanager
def customer(chromium, server, sink, address):
    """The customer's page, as the link of its last e-mail opens it."""
    body = [letter.body for letter in sink.letters if letter.recipient == address][-1]
    path = re.search(r'href="https?://[^/"]+(/d/[^"]+)"', body)[1]
    context = chromium.new_context(locale="fr-FR")
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(server.url + path)
    yield page
    context.close()


def invoices(database, address):
    return database.sql(
        "SELECT move.payment_state, move.amount_residual::float FROM account_move move"
        " JOIN res_partner partner ON partner.id = move.partner_id"
        " WHERE partner.email = %s AND move.move_type = 'out_invoice' ORDER BY move.id",
        address,
    )


def states(database, table, address):
    return [
        state
        for (state,) in database.sql(
            f"SELECT row.state FROM {table} row"
            "  JOIN res_partner partner ON partner.id = row.partner_id"
            " WHERE partner.email = %s ORDER BY row.id",
            address,
        )
    ]


def pay_by_demo(page):
    """Odoo's payment form, with the provider that only pretends."""
    page.click("button[name=o_payment_submit_button]:not([disabled])")
    page.wait_for_selector("[name=paid]")


def thanked(page):
    """The answer was taken; what the page says instead is in the failure."""
    page.wait_for_selector("[name=answered], [name=problem]")
    assert not page.locator("[name=problem]").count(), page.inner_text("main")


def answer(page, kind):
    """Open a form of the page."""
    form = page.locator(f"#answer_{kind}")
    if form.get_attribute("open") is None:
        form.locator("summary").first.click()
    return form


def test_two_invoices_are_paid_at_once(database, sink, chromium):
    """The link of the e-mail, one payment, both settled, the next reminder cancelled."""
    assert database.shell(ENABLE) == "ready"
    with database.server():
        database.run_until_quiet()
    database.sql("UPDATE res_company SET dunning_mode = 'simulation'")
    with database.server(harness.NEXT_DAY) as server:
        database.run_until_quiet()
        assert states(database, "dunning_action", PAYER) == ["done", "planned"]
        with customer(chromium, server, sink, PAYER) as page:
            assert page.locator("form[name=pay] input[name=line]").count() == 2
            page.click("[name=pay_late]")
            pay_by_demo(page)
            assert "150" in page.inner_text("[name=paid]")
    paid = invoices(database, PAYER)
    assert [residual for _state, residual in paid] == [0.0, 0.0]
    assert {state for state, _residual in paid} <= {"paid", "in_payment"}
    assert database.count("payment_transaction") == 1
    assert states(database, "dunning_action", PAYER) == ["done", "cancelled"]


def test_answers_hold_and_release(database, sink, chromium):
    """A promise not kept, a dispute of a part, a plan accepted, paid once and missed."""
    assert database.shell(ENABLE) == "ready"
    with database.server() as server:
        database.run_until_quiet()
        with customer(chromium, server, sink, PROMISING) as page:
            form = answer(page, "promise")
            day = harness.DAY + dt.timedelta(days=5)
            form.locator("[name=date]").fill(str(day))
            form.locator("[name=amount]").fill("100")
            form.locator("button[type=submit]").click()
            thanked(page)
        with customer(chromium, server, sink, DISPUTING) as page:
            form = answer(page, "dispute")
            form.locator("select[name=line]").select_option(index=1)
            form.locator("select[name=reason]").select_option(index=1)
            form.locator("[name=amount]").fill("30")
            form.locator("button[type=submit]").click()
            thanked(page)
        with customer(chromium, server, sink, PLANNING) as page:
            form = answer(page, "plan")
            form.locator("[name=count]").fill("2")
            form.locator("form[name=simulate] button[type=submit]").click()
            page.click("#answer_plan [name=simulation] button[type=submit]")
            thanked(page)
            page.click("a[href*='/plan/'].btn-primary")
            page.fill("form[name=accept] [name=name]", "Jeanne Client")
            page.check("form[name=accept] [name=agreed]")
            page.click("form[name=accept] button[type=submit]")
            page.wait_for_selector("form[name=accept]", state="detached")
        with customer(chromium, server, sink, PLANNING) as page:
            page.click("[name=pay_plan]")
            pay_by_demo(page)
    assert states(database, "dunning_promise", PROMISING) == ["open"]
    assert states(database, "dunning_dispute", DISPUTING) == ["open"]
    assert states(database, "dunning_payment_plan", PLANNING) == ["active"]
    assert invoices(database, PLANNING)[0][1] == 50.0
    before = {address: len(letters_to(sink, address)) for address in harness.DEBTORS}
    with database.server(LATER):
        database.run_until_quiet()
    assert states(database, "dunning_promise", PROMISING) == ["broken"]
    assert len(letters_to(sink, PROMISING)) == before[PROMISING] + 1
    assert amounts(letters_to(sink, DISPUTING)[-1]) >= {"70.00"}
    assert states(database, "dunning_payment_plan", PLANNING) == ["active"]
    with database.server(MUCH_LATER):
        database.run_until_quiet()
    assert states(database, "dunning_payment_plan", PLANNING) == ["broken"]
