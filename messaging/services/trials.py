"""Trying a wording out: it goes to whoever writes it, and to nobody else."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from messaging.kinds import MessageKind
from messaging.models import Message
from messaging.services.queue import Letter, store


@transaction.atomic
def send_trial(kind: MessageKind, language: str, letter: Letter, *, to: User, now: datetime) -> Message | None:
    """Send the letter to its writer, marked as a trial; each press sends one, and it is not shown under Viestit.

    None when the writer has no address.
    """
    if not to.mail_address:
        return None
    marked = Letter(_("Trial: %(subject)s") % {"subject": letter.subject}, letter.body)
    return store(
        kind,
        marked,
        to.mail_address,
        dedup_key=f"trial:{uuid4()}",
        now=now,
        recipient=to,
        language=language,
        in_inbox=False,
    )
