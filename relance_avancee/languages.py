"""Languages people read, as long as somebody has not switched them off."""


def spoken(env, *codes):
    """The first of these languages that is installed; else the user's own, else English.

    A contact keeps the code of a language that was switched off: nothing can be written
    in it any more, and asking for it is an error of Odoo's.
    """
    langs = env["res.lang"]
    for code in codes:
        if code and langs._get_data(code=code):
            return code
    return env.lang or "en_US"
