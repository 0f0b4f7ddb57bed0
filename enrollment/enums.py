"""States of taking part."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EnrollmentState(TextChoices):
    APPLIED = "applied", pgettext_lazy("enrolment state", "Applied")
    WAITING = "waiting", pgettext_lazy("enrolment state", "In the queue")
    OFFERED = "offered", pgettext_lazy("enrolment state", "Place offered")
    CONFIRMED = "confirmed", pgettext_lazy("enrolment state", "Has a place")
    CANCELLED = "cancelled", pgettext_lazy("enrolment state", "Cancelled by the person")
    REMOVED = "removed", pgettext_lazy("enrolment state", "Removed by staff")
    NOT_SELECTED = "not_selected", pgettext_lazy("enrolment state", "Not selected")
    EXPIRED = "expired", pgettext_lazy("enrolment state", "Queue ended")
    TRANSFERRED = "transferred", pgettext_lazy("enrolment state", "Moved to another run")


LIVE = frozenset({EnrollmentState.APPLIED, EnrollmentState.WAITING, EnrollmentState.OFFERED, EnrollmentState.CONFIRMED})
HOLDS_PLACE = frozenset({EnrollmentState.OFFERED, EnrollmentState.CONFIRMED})


class Origin(TextChoices):
    SELF = "self", pgettext_lazy("origin", "By oneself")
    COLLEAGUE = "colleague", pgettext_lazy("origin", "By a colleague")
    STAFF = "staff", pgettext_lazy("origin", "By staff")
    WALK_IN = "walk_in", pgettext_lazy("origin", "Came on the day")
    TEAM = "team", pgettext_lazy("origin", "With the team")


class Verb(TextChoices):
    """What happened to an enrolment; one `Transition` row each."""

    ENROLL = "enroll", pgettext_lazy("verb", "Enrolled")
    QUEUE = "queue", pgettext_lazy("verb", "Joined the queue")
    PROMOTE = "promote", pgettext_lazy("verb", "Got a freed place")
    CANCEL = "cancel", pgettext_lazy("verb", "Cancelled")
    WALK_IN = "walk_in", pgettext_lazy("verb", "Added on the day")


class DenialReason(TextChoices):
    """Why somebody may not enrol now. The one list behind button, form error and admin."""

    NOT_PUBLISHED = "not_published", _("This run has not been published.")
    CANCELLED = "cancelled", _("This run has been cancelled.")
    NO_ENROLMENT = "no_enrolment", _("This run takes no enrolments here.")
    NOT_OPEN_YET = "not_open_yet", _("Enrolment has not opened yet.")
    CLOSED = "closed", _("Enrolment has closed.")
    QUEUE_CLOSED = "queue_closed", _("The run is full, and no places are given from the queue any more.")
    ALREADY_ENROLLED = "already_enrolled", _("You are enrolled already.")


class AttendanceStatus(TextChoices):
    """Presence at one session. No row = not marked."""

    PRESENT = "present", pgettext_lazy("attendance", "Present")
    PARTIAL = "partial", pgettext_lazy("attendance", "Part of the time")
    ABSENT = "absent", pgettext_lazy("attendance", "Absent")
    EXCUSED = "excused", pgettext_lazy("attendance", "Away, told beforehand")


WAS_THERE = frozenset({AttendanceStatus.PRESENT, AttendanceStatus.PARTIAL})


class MarkSource(TextChoices):
    TRAINER = "trainer", pgettext_lazy("mark source", "Marked by a trainer")
    REST = "rest", pgettext_lazy("mark source", "Marked with the rest")
    UNDO = "undo", pgettext_lazy("mark source", "Undone")
    WALK_IN = "walk_in", pgettext_lazy("mark source", "Added on the day")
    CONFIRM = "confirm", pgettext_lazy("mark source", "Marked when confirming")
    CANCELLATION = "cancellation", pgettext_lazy("mark source", "Told by the participant")


class MakeUpCause(TextChoices):
    ABSENT = "absent", pgettext_lazy("make-up cause", "Away")
    EXCUSED = "excused", pgettext_lazy("make-up cause", "Away, told beforehand")
    NEW_TIME = "new_time", pgettext_lazy("make-up cause", "The new time did not suit")


class SubmissionState(TextChoices):
    OPEN = "open", pgettext_lazy("submission state", "Not begun")
    DRAFT = "draft", pgettext_lazy("submission state", "Saved as a draft")
    SUBMITTED = "submitted", pgettext_lazy("submission state", "Waits for review")
    REVISION_ASKED = "revision_asked", pgettext_lazy("submission state", "More was asked")
    ACCEPTED = "accepted", pgettext_lazy("submission state", "Accepted")


CAN_BE_WRITTEN = frozenset({SubmissionState.OPEN, SubmissionState.DRAFT, SubmissionState.REVISION_ASKED})


class Decision(TextChoices):
    ACCEPTED = "accepted", pgettext_lazy("decision", "Accepted")
    REVISION_ASKED = "revision_asked", pgettext_lazy("decision", "More was asked")


class TodoKind(TextChoices):
    """Staff tasks; each raised once per cause."""

    GLYPH_MISSING = "glyph_missing", _("A certificate could not be made: the typeface lacks a letter of the name")
    CERTIFICATE_FAILED = "certificate_failed", _("A certificate could not be made")
    FACT_CORRECTED = "fact_corrected", _("The facts behind an issued certificate were corrected")
    ASSIGNMENT_MISSING = "assignment_missing", _("Somebody missed a session that has no supplementary assignment")
