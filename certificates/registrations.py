"""What of this app points at a person."""

from accounts.registry import OnErasure, OnMerge, PersonLink, register_person_link
from certificates.models import Certificate

register_person_link(
    PersonLink(Certificate, "ended_by", (), OnErasure.KEEP, OnMerge.STAY, 120, "who ended an official record")
)
