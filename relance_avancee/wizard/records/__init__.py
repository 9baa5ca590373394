"""Wizards. Scenarios, steps, actions, invoices, customers, companies: fields and buttons.

They ask and hand over: no rule of their own.
"""

from . import base_module_uninstall, base_partner_merge, res_config_settings
