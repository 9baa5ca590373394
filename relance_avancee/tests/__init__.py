"""Odoo runs only the modules named here, and says nothing of the rest."""

from .channels import test_channels, test_registry
from .channels.call import test_call, test_call_tours
from .channels.email import test_email, test_incoming, test_reader, test_reply
from .channels.letter import test_letter, test_posting, test_print_inside
from .channels.sms import test_sms
from .cockpit import (
    test_behaviour,
    test_dashboard,
    test_dashboard_kept,
    test_figures,
    test_figures_by,
    test_figures_random,
    test_figures_tours,
    test_work,
    test_work_tour,
)
from .commitments import test_commitments, test_disputes, test_holds, test_promises
from .engine import (
    test_coming,
    test_cron,
    test_engine,
    test_forecast_explain,
    test_hindsight,
    test_isolation,
    test_money_in_flight,
    test_night,
    test_owed,
    test_reconciliation,
    test_repeated,
    test_way,
)
from .late_fees import test_fees, test_late_fee
from .payment_plan import (
    test_plan_payment,
    test_plan_performance,
    test_plan_portal,
    test_plan_reminders,
    test_plan_sms,
    test_plans,
)
from .portal import (
    test_links_kept,
    test_page_answers,
    test_page_fuzz,
    test_page_limits,
    test_page_payment,
    test_page_readers,
    test_page_security,
    test_portal,
)
from .records import test_action, test_debtor, test_scenario
from .trials import test_experiment, test_experiment_delay
from .whole import (
    test_bad_input,
    test_branches_rights,
    test_doors_fields,
    test_doors_methods,
    test_doors_reports,
    test_doors_rpc,
    test_doors_transients,
    test_evidence,
    test_multicompany,
    test_neutralize,
    test_peer_checks,
    test_performance,
    test_random_life,
    test_screens,
    test_security,
    test_situations,
    test_tours,
    test_translations,
    test_uninstall,
)
