"""Late fees of the demo: one draft invoice to post, one waiver with its reason."""


def tell(demo):
    """Claim the fees of a customer who had its formal notice; give up another's."""
    claimed = demo.partners["Solénia Informatique"].invoice_ids
    claimed.with_user(demo.manager).action_dunning_invoice_fees()
    late = demo.partners["Transports Delmas"].invoice_ids
    spared = late.filtered("dunning_fixed_fee_due")[:1]
    demo.env["dunning.fee.waive"].with_user(demo.collector).create(
        {
            "move_id": spared.id,
            "is_for_good": True,
            "reason": "Geste commercial : retard dû à notre erreur d’adresse.",
        }
    ).action_waive()
