"""What of this app points at a person."""

from accounts.registry import OnErasure, OnMerge, PersonLink, register_person_link
from enrollment.models import (
    Attendance,
    AttendanceMark,
    Enrollment,
    MakeUp,
    Submission,
    SubmissionTurn,
    Todo,
    Transition,
)

_SNAPSHOT = ("run", "state", "name", "organisation_name", "sector", "profession_text", "created_at", "completed_at")
_RECORD = "who did it is part of an official record"

register_person_link(PersonLink(Enrollment, "person", _SNAPSHOT, OnErasure.EMPTY, OnMerge.MOVE, 60))
register_person_link(PersonLink(Transition, "by", (), OnErasure.KEEP, OnMerge.STAY, 60, _RECORD))
register_person_link(
    PersonLink(Attendance, "person", ("session", "status", "minutes"), OnErasure.EMPTY, OnMerge.MOVE, 60)
)
register_person_link(PersonLink(Attendance, "marked_by", (), OnErasure.KEEP, OnMerge.STAY, 60, _RECORD))
register_person_link(
    PersonLink(AttendanceMark, "person", ("session", "status", "at"), OnErasure.EMPTY, OnMerge.MOVE, 60)
)
register_person_link(PersonLink(AttendanceMark, "by", (), OnErasure.KEEP, OnMerge.STAY, 60, _RECORD))
register_person_link(PersonLink(MakeUp, "chosen_by", (), OnErasure.KEEP, OnMerge.STAY, 60, _RECORD))
register_person_link(PersonLink(Submission, "reviewer", (), OnErasure.KEEP, OnMerge.STAY, 6, _RECORD))
register_person_link(PersonLink(SubmissionTurn, "reviewer", (), OnErasure.KEEP, OnMerge.STAY, 6, _RECORD))
register_person_link(PersonLink(Todo, "done_by", (), OnErasure.KEEP, OnMerge.STAY, 24, _RECORD))
