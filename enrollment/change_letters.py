"""What is said when the organiser changes what people enrolled in, and the day before (journeys §8, 5–7).

Words between two asterisks are bold where the mail is shown as a page.
"""

from django.utils.translation import gettext_lazy as _

from enrollment.letters import letter

MOVED = letter(
    "enrollment.session_moved",
    _("A session was moved"),
    _("Change: {course}"),
    _(
        "Hello, {name}!\n\n"
        "The organiser has changed this session: {number}.\n\n"
        "New time: *{new_time}*\n"
        "Former time: {old_time}\n"
        "New place: *{new_place}*\n"
        "Former place: {old_place}\n\n"
        "If the new time does not suit you, tell us with one press and see how to make up for the session: "
        "{reply_page}\n\n"
        "Training: {course}, {run}\n{sessions}\n\n"
        "Join here: {link}\n\n"
        "{calendar}\n\n"
        "Questions? Contact: {contact}"
    ),
    "number",
    "new_time",
    "new_place",
)
SESSION_CANCELLED = letter(
    "enrollment.session_cancelled",
    _("A session was cancelled"),
    _("A session is cancelled: {course}"),
    _(
        "Hello, {name}!\n\n"
        "This session is cancelled: {session}.\n"
        "This is taken into account in the rule of the certificate.\n\n"
        "Training: {course}, {run}\n{sessions}\n\n"
        "{calendar}\n\n"
        "Questions? Contact: {contact}"
    ),
    "session",
)
CALLED_OFF = letter(
    "enrollment.called_off",
    _("A run was cancelled"),
    _("Cancelled: {course}"),
    _(
        "Hello, {name}!\n\n"
        "The organiser has cancelled this run: {run}.\n"
        "Reason: {reason}\n\n"
        "Your enrolment has ended with it. You need not do anything.\n\n"
        "Other times of the training: {alternatives}\n\n"
        "See all trainings: {trainings_page}\n\n"
        "{calendar}\n\n"
        "Questions? Contact: {contact}"
    ),
    "reason",
)
REMINDER = letter(
    "enrollment.reminder",
    _("Reminder of tomorrow's session"),
    _("{day}: {course}"),
    _(
        "Hello, {name}!\n\n"
        "This session is coming: {session}.\n\n"
        "Join here: {join}\n\n"
        "Training: {course}, {run}\n\n"
        "If you cannot come, tell the contact person: {contact}\n\n"
        "You will find everything under Omat koulutukset: {own_page}"
    ),
    "session",
)
NEW_TIME_NOTED = letter(
    "enrollment.new_time_noted",
    _("The new time of a session does not suit"),
    _("Thank you for telling us: {course}"),
    _(
        "Hello, {name}!\n\n"
        "The new time of this session does not suit you: {session}. Nothing is counted against you for it.\n\n"
        "You can come to the session of another group instead: {alternatives}\n\n"
        "You can make up for it with a supplementary assignment: {assignment}. Send it by {due}.\n\n"
        "Open the assignment: {address}\n\n"
        "If you can come after all, just come.\n\n"
        "Training: {course}, {run}\n\n"
        "Questions? Contact: {contact}"
    ),
    "session",
)
