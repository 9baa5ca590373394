"""Work list, card, behaviour, figures, dashboard: what the house sees.

May use everything below: the wings of what is agreed, channels, engine, records.
"""

from . import (
    digest_digest,
    dunning_aged_balance,
    dunning_behaviour,
    dunning_behaviour_alerts,
    dunning_behaviour_history,
    dunning_behaviour_reader,
    dunning_card,
    dunning_dashboard,
    dunning_dashboard_breakdown,
    dunning_dashboard_kept,
    dunning_dashboard_rows,
    dunning_dashboard_xlsx,
    dunning_expectation,
    dunning_figures,
    dunning_figures_rows,
    dunning_forecast,
    dunning_night,
    dunning_payment_norm,
    dunning_report_balance,
    dunning_report_contact,
    dunning_report_dispute,
    dunning_report_mixin,
    dunning_report_movement,
    dunning_report_payment,
    dunning_report_promise,
    dunning_risk_criterion,
    dunning_summary,
    dunning_timeline,
    dunning_work,
    dunning_work_kind,
    dunning_work_reader,
)
