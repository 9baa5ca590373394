"""Work list, card, behaviour, figures, dashboard: what the house sees.

May use everything below: the wings of what is agreed, channels, engine, records.
"""

from . import (
    aged_balance,
    alerts,
    behaviours,
    breakdown,
    dashboard_rows,
    debtor_card,
    digest_digest,
    dunning_behaviour,
    dunning_behaviour_history,
    dunning_dashboard,
    dunning_dashboard_kept,
    dunning_figures,
    dunning_forecast,
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
    dunning_work,
    dunning_work_kind,
    expectation,
    figure_sums,
    figure_texts,
    sections,
    timeline,
    waiting,
    workbook,
)
