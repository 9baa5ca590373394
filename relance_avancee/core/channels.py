"""The registry of channels: each way to reach somebody, defined here once.

Everything that lists channels walks over this: selections, statements, fields of steps
and customers, views, texts. A module with a channel of its own adds a :class:`Channel`
in ``dunning.channel._get_channels``; nothing else needs its code.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Channel(NamedTuple):
    """One channel. Words are in the reader's language once the models give them.

    ``reaches``: the debtor hears of it; it counts for gaps, weekly caps and levels.
    ``written``: something the debtor can read again; only one of these leaves a step.
    ``formal``: can stand in for another one in a formal notice.
    ``automatic``: leaves without anybody's hand; ``activity``: handed to the collector
    once, by an activity, and done when somebody says so.
    ``instalments``: can speak of the instalments of a payment plan.
    ``names_deadline``: its own text names the last day to pay; a template says itself.
    ``contact``: the kind of address it needs, a key of
    ``dunning.ledger._get_contact_conditions``; empty when it needs none.
    ``missing``: that address in words, as in "… is missing or invalid".
    ``step_field``: tick box of ``dunning.step``; empty for what nobody can choose.
    ``text_field``: its template or text on ``dunning.step``; empty when it writes its own.
    ``use_field``: what a customer says of it, on ``res.partner``; empty for no choice.
    ``work``: code of the ``dunning.work.kind`` that waits for a hand.
    ``icon``: Font Awesome icon of its rows.
    ``weight``: how much room one takes in a batch of 50, whose rows are locked while it
    is sent: more for what is drawn then.
    """

    code: str
    label: str
    step_field: str = ""
    reaches: bool = True
    written: bool = True
    formal: bool = False
    automatic: bool = False
    activity: bool = False
    instalments: bool = False
    names_deadline: bool = False
    contact: str = ""
    missing: str = ""
    text_field: str = ""
    use_field: str = ""
    work: str = ""
    icon: str = "fa-paper-plane-o"
    weight: int = 1

    @property
    def sender(self) -> str:
        """The method of ``dunning.action`` that hands its actions over."""
        return f"_send_{self.code}"


class Channels:
    """All channels there are, in order, and the groups the rules speak of.

    ``chosen`` are those a step can leave by, ``uses`` those of which a customer can say
    how it likes them. By code: ``contacts``, which the debtor hears of, and ``silent``,
    the others; ``written``, which the debtor can read again; ``formal``, which can stand
    in for another in a formal notice; ``automatic``, which leave without anybody's hand;
    ``activities``, handed to the collector by an activity; ``instalments``, which can
    speak of an instalment of a payment plan.
    """

    def __init__(self, channels: Iterable[Channel]):
        self._by_code = {channel.code: channel for channel in channels}
        self.all = tuple(self._by_code.values())
        reaching = tuple(channel for channel in self.all if channel.reaches)
        self.contacts = tuple(c.code for c in reaching)
        self.silent = frozenset(c.code for c in self.all if not c.reaches)
        self.written = tuple(c.code for c in reaching if c.written)
        self.formal = tuple(c.code for c in self.all if c.formal)
        self.automatic = tuple(c.code for c in self.all if c.automatic)
        self.activities = tuple(c.code for c in self.all if c.activity)
        self.instalments = frozenset(c.code for c in self.all if c.instalments)
        self.chosen = tuple(c for c in self.all if c.step_field)
        self.uses = tuple(c for c in self.all if c.use_field)

    def __iter__(self) -> Iterator[Channel]:
        return iter(self.all)

    def __getitem__(self, code: str) -> Channel:
        """A channel nobody brings any more is :data:`OTHER`."""
        return self._by_code.get(code) or OTHER

    def __eq__(self, other):
        return isinstance(other, Channels) and self._by_code == other._by_code

    def __hash__(self):
        return hash(tuple(self))

    def reaches(self, codes: Iterable[str]) -> bool:
        """Whether the debtor hears of a message by these channels.

        >>> CHANNELS.reaches(["task"]), CHANNELS.reaches(["task", "call"])
        (False, True)
        """
        return any(code not in self.silent for code in codes)


# A formal notice must be a sufficient call to pay (art. 1344 C. civ.): written, with
# the whole claim. Neither a text message nor a call can stand in for it.
EMAIL = Channel(
    "email",
    "E-mail",
    "send_email",
    formal=True,
    automatic=True,
    instalments=True,
    contact="email",
    missing="an e-mail address that works",
    text_field="mail_template_id",
    use_field="dunning_email_use",
    icon="fa-envelope-o",
)
SMS = Channel(
    "sms",
    "SMS",
    "send_sms",
    automatic=True,
    instalments=True,
    contact="mobile",
    missing="a mobile number",
    text_field="sms_template_id",
    use_field="dunning_sms_use",
    icon="fa-comment-o",
)
LETTER = Channel(
    "letter",
    "Letter",
    "send_letter",
    formal=True,
    names_deadline=True,
    contact="address",
    missing="a postal address",
    use_field="dunning_letter_use",
    work="letter",
    icon="fa-file-text-o",
    weight=10,
)
CALL = Channel(
    "call",
    "Phone call",
    "schedule_call",
    written=False,
    activity=True,
    contact="phone",
    missing="a phone number",
    use_field="dunning_call_use",
    work="call",
    icon="fa-phone",
)
# An internal task disturbs nobody, so it counts for no gap.
TASK = Channel(
    "task",
    "Internal task",
    "create_task",
    reaches=False,
    written=False,
    activity=True,
    instalments=True,
    work="task",
    icon="fa-check-square-o",
)
# What left by a channel whose module was removed: it reached the debtor all the same.
OTHER = Channel("other", "Another channel")
CHANNELS = Channels((EMAIL, SMS, LETTER, CALL, TASK, OTHER))
