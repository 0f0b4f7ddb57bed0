"""What of this app points at a person."""

from accounts.registry import OnErasure, OnMerge, PersonLink, register_person_link
from courses.models import RuleSet, RunRole, Session

register_person_link(PersonLink(RunRole, "person", ("run", "role", "shown_as"), OnErasure.UNLINK, OnMerge.MOVE))
register_person_link(
    PersonLink(
        Session, "attendance_confirmed_by", (), OnErasure.KEEP, OnMerge.STAY, reason="who confirmed an official record"
    )
)
register_person_link(PersonLink(RuleSet, "written_by", (), OnErasure.KEEP, OnMerge.STAY, reason="who wrote the rule"))
