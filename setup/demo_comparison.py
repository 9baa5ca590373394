"""Comparison of two delays in the demo: over, and honest about what so few can say."""

from datetime import timedelta


def tell(demo):
    """The second reminder at D+12 instead of D+15, over three months of last season."""
    step = demo.env.ref("relance_avancee.dunning_step_standard_3")
    comparison = demo.env["dunning.experiment"].create(
        {
            "name": "Deuxième relance plus tôt",
            "kind": "delay",
            "company_id": demo.company.id,
            "step_id": step.id,
            "delay_b": 12,
            "within_days": 15,
        }
    )
    today = demo.company._dunning_today()
    comparison.write(
        {
            "state": "stopped",
            "date_from": today - timedelta(days=130),
            "date_to": today - timedelta(days=35),
        }
    )
