from . import log_filter, page, page_payment, plan, portal
