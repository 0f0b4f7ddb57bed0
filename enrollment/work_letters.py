"""What is said about assignments sent in (journeys §8)."""

from django.utils.translation import gettext_lazy as _

from enrollment.letters import letter

RECEIVED = letter(
    "enrollment.submission_received",
    _("Assignment received"),
    _("Supplementary assignment received: {assignment}"),
    _(
        "Hello, {name}!\n\n"
        "Your answer has arrived. The trainer usually goes through it within a week.\n\n"
        "Training: {course}, {run}\nSupplementary assignment: {assignment}\n\n"
        "You can see where it stands: {address}"
    ),
)
ACCEPTED = letter(
    "enrollment.submission_accepted",
    _("Assignment accepted"),
    _("Supplementary assignment accepted: {assignment}"),
    _(
        "Hello, {name}!\n\n"
        "Your supplementary assignment has been accepted.\n\n"
        "Training: {course}, {run}\nSupplementary assignment: {assignment}\n\n"
        "The trainer's comment is on the assignment's page: {address}"
    ),
)
REVISION_ASKED = letter(
    "enrollment.submission_revision",
    _("More asked about an assignment"),
    _("Please add a little: {assignment}"),
    _(
        "Hello, {name}!\n\n"
        "The trainer has gone through your answer and asks for a little more before accepting it.\n\n"
        "Training: {course}, {run}\nSupplementary assignment: {assignment}\n\n"
        "Read the comment and continue your answer: {address}\n\n"
        "You can send it by {due}."
    ),
)
