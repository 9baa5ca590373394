"""What asks the user something, in the same wings as the models."""

from .records import base_module_uninstall  # isort: skip
from .records import base_partner_merge  # isort: skip
from .channels.call import dunning_call_sheet  # isort: skip
from .engine import dunning_coming  # isort: skip
from .commitments import dunning_dispute_close  # isort: skip
from .engine import dunning_dry_run  # isort: skip
from .late_fees import dunning_fee_waive  # isort: skip
from .engine import dunning_go_live  # isort: skip
from .channels.letter import dunning_posting_undo  # isort: skip
from .engine import dunning_preview  # isort: skip
from .commitments import dunning_promise_correct  # isort: skip
from .engine import dunning_send  # isort: skip
from .engine import dunning_why  # isort: skip
from .records import res_config_settings  # isort: skip
from .records import res_config_settings_risk  # isort: skip
from .records import res_config_settings_page  # isort: skip
from .records import res_config_settings_work  # isort: skip
from .records import res_config_settings_promises  # isort: skip
from .records import res_config_settings_plan  # isort: skip
