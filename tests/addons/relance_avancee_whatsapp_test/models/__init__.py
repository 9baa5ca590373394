from . import (
    account_journal,
    dunning_action,
    dunning_call_outcome,
    dunning_channel,
    dunning_explanation,
    dunning_figures,
    dunning_ledger,
    dunning_step,
    res_partner,
    whatsapp_message,
)
