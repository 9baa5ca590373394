from . import figures, portal
from . import plan
