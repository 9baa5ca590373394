"""Fields of ours on orders: who may read, find and write them."""

from odoo.tests import tagged

from odoo.addons.relance_avancee.tests.field_common import (
    ANYONE,
    ENGINE,
    SELLERS,
    FieldsCommon,
)

ORDER = {
    (SELLERS, ENGINE): {
        *("dunning_overdue_amount", "dunning_risk", "dunning_risk_reasons"),
        "dunning_message",
    },
    (ANYONE, ENGINE): {"dunning_currency_id"},
}


@tagged("post_install", "-at_install")
class TestOrderFieldDoors(FieldsCommon):
    readers = ("seller",)
    more_roles = {"seller": ("sales_team.group_sale_salesman_all_leads",)}

    def test_order(self):
        # the tests' own user is an accountant
        order = (
            self.env["sale.order"]
            .sudo()
            .create({"partner_id": self.partner.id, "company_id": self.company.id})
        )
        self.check_fields("sale.order", order, ORDER)
