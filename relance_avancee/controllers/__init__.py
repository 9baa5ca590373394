from . import plan, portal
