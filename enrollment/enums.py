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
    CALLED_OFF = "called_off", pgettext_lazy("enrolment state", "The run was cancelled")


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
    OFFER = "offer", pgettext_lazy("verb", "Was offered a place")
    ACCEPT = "accept", pgettext_lazy("verb", "Took the offered place")
    DECLINE = "decline", pgettext_lazy("verb", "Did not take the offered place")
    EXPIRE = "expire", pgettext_lazy("verb", "Did not answer the offer in time")
    END_QUEUE = "end_queue", pgettext_lazy("verb", "The queue ended")
    CANCEL = "cancel", pgettext_lazy("verb", "Cancelled")
    WALK_IN = "walk_in", pgettext_lazy("verb", "Added on the day")
    REMOVE = "remove", pgettext_lazy("verb", "Taken off the list")
    DISOWN = "disown", pgettext_lazy("verb", "Had not enrolled: somebody else used the address")
    CONFIRM = "confirm", pgettext_lazy("verb", "Was given a place by staff")
    REINSTATE = "reinstate", pgettext_lazy("verb", "Was brought back by staff")
    CALL_OFF = "call_off", pgettext_lazy("verb", "The organiser cancelled the run")
    TRANSFER = "transfer", pgettext_lazy("verb", "Changed the group")
    SERVED = "served", pgettext_lazy("verb", "Got a place in another group")


class DenialReason(TextChoices):
    """Why somebody may not enrol now. The one list behind button, form error and admin."""

    NOT_PUBLISHED = "not_published", _("This run has not been published.")
    CANCELLED = "cancelled", _("This run has been cancelled.")
    NO_ENROLMENT = "no_enrolment", _("This run takes no enrolments here.")
    NOT_OPEN_YET = "not_open_yet", _("Enrolment has not opened yet.")
    CLOSED = "closed", _("Enrolment has closed.")
    QUEUE_CLOSED = "queue_closed", _("The run is full, and no places are given from the queue any more.")
    ALREADY_ENROLLED = "already_enrolled", _("You are enrolled already.")
    IN_ANOTHER_GROUP = "in_another_group", _("You have a place in another group of this training.")
    NOT_TO_BE_CHANGED = "not_to_be_changed", _("This place can no longer be changed for one in another group.")


class AttendanceStatus(TextChoices):
    """Presence at one session. No row = not marked."""

    PRESENT = "present", pgettext_lazy("attendance", "Present")
    PARTIAL = "partial", pgettext_lazy("attendance", "Part of the time")
    ABSENT = "absent", pgettext_lazy("attendance", "Absent")
    EXCUSED = "excused", pgettext_lazy("attendance", "Away, told beforehand")


WAS_THERE = frozenset({AttendanceStatus.PRESENT, AttendanceStatus.PARTIAL})


class AbsenceRefusal(TextChoices):
    """Why somebody may not tell now that they cannot come to a session, nor take it back."""

    NO_PLACE = "no_place", _("You do not have a place in this training.")
    CANCELLED = "cancelled", _("This session has been cancelled.")
    CONFIRMED = (
        "confirmed",
        _("The attendance of this session has been confirmed already. If it is wrong, write to the contact person."),
    )
    MARKED = (
        "marked",
        _("The trainer has marked you at this session already. If the mark is wrong, write to the contact person."),
    )
    NO_TIME = "no_time", _("The time of this session has not been agreed yet.")
    OVER = "over", _("This session has been held already. The trainer marks who was there.")


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


class FileKind(TextChoices):
    """What may be attached to an answer; the value is the ending of the name too."""

    PDF = "pdf", "pdf"
    DOCX = "docx", "docx"
    ODT = "odt", "odt"
    JPG = "jpg", "jpg"
    PNG = "png", "png"


class UploadRefusal(TextChoices):
    """Why a file was not taken, in words that say what to do. `size` and `most` are the placeholders."""

    EMPTY = "empty", _("The file is empty. Choose another file.")
    TOO_LARGE = (
        "too_large",
        _("The file is too large (%(size)s MB). The largest size is %(most)s MB. You can also write your answer here."),
    )
    TOO_MANY = "too_many", _("An answer takes at most %(most)s files. Remove one of them first.")
    WRONG_TYPE = "wrong_type", _("This type of file cannot be sent. The types are pdf, docx, odt, jpg and png.")
    OTHER_TEXT = (
        "other_text",
        _("This type of file cannot be sent. Open it in the program you wrote it with and save it as pdf or docx."),
    )
    OTHER_IMAGE = "other_image", _("This type of picture cannot be sent. Save it as jpg or take a screenshot of it.")
    NOT_WHAT_IT_SAYS = (
        "not_what_it_says",
        _("The file is not what the ending of its name says. Save it again as pdf, docx, odt, jpg or png."),
    )
    PROTECTED = "protected", _("The file is protected with a password. Save it without one, for example as pdf.")
    MACROS = "macros", _("The file holds macros or other programs. Save it without them, for example as pdf.")
    EXPANDS = "expands", _("The file unpacks into far too much. Save it as pdf and send that.")
    TOO_MANY_PIXELS = "too_many_pixels", _("The picture is too large to open. Make it smaller or take a screenshot.")
    BROKEN = "broken", _("The file is damaged and cannot be opened. Save it again and send the new one.")
    NAMES_SOMEBODY = (
        "names_somebody",
        _("The name of the file seems to contain an identity code or a phone number. Rename the file first."),
    )
    NOT_STORED = (
        "not_stored",
        _("The file could not be stored just now. What you have written is safe. Try again in a while."),
    )


class TodoKind(TextChoices):
    """Staff tasks; each raised once per cause."""

    GLYPH_MISSING = "glyph_missing", _("A certificate could not be made: the typeface lacks a letter of the name")
    CERTIFICATE_FAILED = "certificate_failed", _("A certificate could not be made")
    PREPARING_FAILED = "preparing_failed", _("A certificate could not be prepared")
    FACT_CORRECTED = "fact_corrected", _("The facts behind an issued certificate were corrected")
    ASSIGNMENT_MISSING = "assignment_missing", _("Somebody missed a session that has no supplementary assignment")


class Readiness(TextChoices):
    """What a run needs before it is shown to people, in the order of the checklist."""

    DATES = "dates", _("Every session has its day and time")
    POSSIBLE_TIMES = "possible_times", _("The sessions follow each other, and none lasts longer than a day")
    PLACE_OR_LINK = "place_or_link", _("Every session has its venue or its link, as the mode asks")
    TRAINERS = "trainers", _("Somebody leads or trains the run and can sign in")
    ENROLMENT = "enrolment", _("Enrolment has the times when it opens and closes")
    IN_TIME = "in_time", _("Enrolment closes before the last session is over")
    PLACES = "places", _("The number of places is limited")
    RULE = "rule", _("The completion rules say what is required")
    CONTACT = "contact", _("The contact person has an e-mail address")
    ORGANISER = "organiser", _("The run has an organiser")
    PAGE = "page", _("The training has a page on the site, in the language of the run")


class FigureKind(TextChoices):
    """What a told number is a number of (architecture §3, reports). The words are those of the counted figures."""

    INVITED = "invited", pgettext_lazy("figure", "Invited")
    APPLIED = "applied", pgettext_lazy("figure", "Applied")
    REGISTERED = "registered", pgettext_lazy("figure", "Enrolled")
    SELECTED = "selected", pgettext_lazy("figure", "Selected")
    WAITING = "waiting", pgettext_lazy("figure", "In the queue")
    CANCELLED = "cancelled", pgettext_lazy("figure", "Cancelled")
    ATTENDED = "attended", pgettext_lazy("figure", "Attended")
    NO_SHOW = "no-show", pgettext_lazy("figure", "Away without cancelling")
    HEADCOUNT = "headcount", pgettext_lazy("figure", "Headcount")
    COMPLETED = "completed", pgettext_lazy("figure", "Completed")
    CERTIFIED = "certified", pgettext_lazy("figure", "Got a certificate")
    HOURS = "hours", pgettext_lazy("figure", "Hours")


class Qualifier(TextChoices):
    """How exactly a told number is known; `Figure.columns` says which columns each fills."""

    EXACT = "exact", pgettext_lazy("qualifier", "Exactly")
    ABOUT = "about", pgettext_lazy("qualifier", "About")
    OVER = "over", pgettext_lazy("qualifier", "Over")
    RANGE = "range", pgettext_lazy("qualifier", "Between two numbers")
    MORE_THAN_REGISTERED = "more_than_registered", pgettext_lazy("qualifier", "More than enrolled")
    UNKNOWN = "unknown", pgettext_lazy("qualifier", "Not known")


class Covers(TextChoices):
    """Whom a told number takes in."""

    EVERYONE = "everyone", pgettext_lazy("covers", "Everyone")
    UNNAMED = "unnamed", pgettext_lazy("covers", "Only those without a name on the list")
