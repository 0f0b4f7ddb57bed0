"""What of this app points at a person."""

from accounts.registry import OnErasure, OnMerge, PersonLink, register_person_link
from messaging.models import Message

register_person_link(
    PersonLink(
        Message, "recipient", ("kind", "subject", "body", "created_at", "sent_at"), OnErasure.DELETE, OnMerge.MOVE, 60
    )
)
