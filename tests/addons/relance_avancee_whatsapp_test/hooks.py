def uninstall_hook(env):
    """The channel goes: what waits is cancelled, what was said stays said."""
    env["dunning.channel"]._forget("whatsapp")
