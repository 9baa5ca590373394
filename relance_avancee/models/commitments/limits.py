"""Whether one more promise is accepted, and what becomes of the one before.

Functions over ``dunning.promise``: the company's limits, and how far to believe one.
"""

from datetime import timedelta

from odoo.exceptions import ValidationError

from ...core.pay import promises as rules

MANAGER = "relance_avancee.relance_avancee_group_manager"

YEAR = timedelta(days=365)


def check_accepted(promises):
    """How many promises, and kept how well: a manager alone may accept more."""
    # not env.su: a promise made on the customer's page is made as root
    if promises.env.user.has_group(MANAGER):
        return
    for promise in promises:
        root = promise.company_id.root_id
        earlier = get_earlier(promise)
        under_way = earlier.filtered(
            lambda other: other.state == "open" and not covers(promise, other)  # noqa: B023
        )
        limits = rules.Limits(
            max_open=root.dunning_promise_max_open,
            max_failed=root.dunning_promise_max_failed,
        )
        failed = count_failed(earlier)
        promise._refuse(
            rules.refusal(
                promise.date, promise.date_made, len(under_way), failed, limits
            )
        )


def get_earlier(promise):
    """The customer's other promises, open or made over the last year."""
    return promise.search(
        [
            ("id", "!=", promise.id),
            ("debtor_id", "=", promise.debtor_id.id),
            ("company_id", "child_of", promise.company_id.root_id.id),
            "|",
            ("state", "=", "open"),
            ("date_made", ">", promise.company_id._dunning_today() - YEAR),
        ]
    )


def count_failed(earlier):
    """Promises of the last year broken, or put off to a later day."""
    failed = earlier.filtered(
        lambda other: other.state == "broken"
        or (other.replaced_by_id and other.replaced_by_id.date > other.date)
    )
    return len(failed)


def refuse(promise, code):
    """Say in words why a promise is not accepted; nothing when there is no reason."""
    if not code:
        return
    root = promise.company_id.root_id
    texts = {
        "past": promise.env._("A promise cannot be for a day already past."),
        "too_far": promise.env._(
            "A promise may not go beyond %(days)s days: agree on a payment plan.",
            days=root.dunning_promise_max_days,
        ),
        "too_many": promise.env._(
            "%(customer)s already has %(count)s promises under way: wait for them, "
            "or ask a dunning manager.",
            customer=promise.partner_id.name,
            count=root.dunning_promise_max_open,
        ),
        "not_believed": promise.env._(
            "%(customer)s has broken or put off %(count)s promises in a year: ask "
            "for a payment, agree on a payment plan, or ask a dunning manager.",
            customer=promise.partner_id.name,
            count=root.dunning_promise_max_failed,
        ),
    }
    raise ValidationError(texts[code])


# === ONE AFTER THE OTHER ===


def covers(promise, other):
    """Whether this promise is about everything another one is about."""
    if other.currency_id != promise.currency_id:
        return False
    if not promise.move_ids:
        return True
    return bool(other.move_ids) and other.move_ids <= promise.move_ids


def overlaps(promise, other):
    """Whether two promises are about the same invoice."""
    if other.currency_id != promise.currency_id:
        return False
    return not (promise.move_ids and other.move_ids) or bool(
        promise.move_ids & other.move_ids
    )


def replace_earlier(promises):
    """A customer who promises again about the same invoices puts off its promise.

    One payment would otherwise keep both. A promise that is about other invoices
    too is not withdrawn behind somebody's back.
    """
    for promise in promises:
        others = get_earlier(promise).filtered(
            lambda other: other.state == "open" and overlaps(promise, other)  # noqa: B023
        )
        replaced = others.filtered(lambda other: covers(promise, other))  # noqa: B023
        for other in others - replaced:
            raise ValidationError(
                promises.env._(
                    "There is already a promise of %(promise)s about these invoices "
                    "and others: withdraw it first.",
                    promise=other._describe(),
                )
            )
        # sudo: replaced by the engine, whoever wrote the new one down
        replaced.sudo().write({"replaced_by_id": promise.id})
        replaced._close("cancelled")
