"""What of this app points at a person."""

from accounts.registry import OnErasure, OnMerge, PersonLink, register_person_link
from feedback.models import Receipt

register_person_link(PersonLink(Receipt, "person", ("round",), OnErasure.DELETE, OnMerge.MOVE, 60))
