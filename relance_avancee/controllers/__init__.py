from . import figures, portal
from . import plan
from . import log_filter, page, page_payment
