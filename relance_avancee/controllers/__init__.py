"""What the web asks: pages of customers, figures of the house. No rule lives here.

May use models and core.
"""

from . import figures, log_filter, page, page_payment, plan, policy, portal
