from . import figures, portal
