from . import (
<<<<<<< HEAD
    base_module_uninstall,
=======
    base_partner_merge,
>>>>>>> debtor
    dunning_call_sheet,
    dunning_coming,
    dunning_dispute_close,
    dunning_dry_run,
    dunning_fee_waive,
    dunning_go_live,
    dunning_posting_undo,
    dunning_preview,
    dunning_promise_correct,
    dunning_send,
    dunning_why,
    res_config_settings,
    res_config_settings_risk,
    res_config_settings_page,
    res_config_settings_work,
    res_config_settings_promises,
    res_config_settings_plan,
)
