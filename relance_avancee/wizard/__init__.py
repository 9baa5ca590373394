from . import (
    dunning_call_sheet,
    dunning_dispute_close,
    dunning_fee_waive,
    dunning_go_live,
    dunning_preview,
    dunning_send,
    res_config_settings,
    res_config_settings_risk,
    res_config_settings_page,
    res_config_settings_work,
    res_config_settings_promises,
    res_config_settings_plan,
)
