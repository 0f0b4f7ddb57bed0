"""What is said about places offered from the queue, and about its end (journeys §8)."""

from django.utils.translation import gettext_lazy as _

from enrollment.letters import letter

OFFERED = letter(
    "enrollment.offered",
    _("A place is offered"),
    _("A place became free – answer by {answer_by}"),
    _(
        "Hello, {name}!\n\n"
        "A place became free for you.\n"
        "Answer by {answer_by}, otherwise the place goes to the next person.\n\n"
        "Take the place with one press, or give it back: {offer_page}\n\n"
        "Training: {course}, {run}\n{sessions}\n\n"
        "Questions? Contact: {contact}"
    ),
    "answer_by",
    "offer_page",
)
DECLINED = letter(
    "enrollment.declined",
    _("An offered place was not taken"),
    _("You did not take the place: {course}, {run}"),
    _(
        "Hello, {name}!\n\n"
        "Thank you for telling us. The place goes to the next person in the queue.\n\n"
        "Training: {course}, {run}\n\n"
        "If this was a mistake, you can enrol again as long as enrolment is open: {enroll_page}\n\n"
        "Questions? Contact: {contact}"
    ),
)
OFFER_RAN_OUT = letter(
    "enrollment.offer_ran_out",
    _("An offer was not answered in time"),
    _("The offered place went to the next person: {course}, {run}"),
    _(
        "Hello, {name}!\n\n"
        "You did not answer by {answer_by}, so the place went to the next person.\n\n"
        "Training: {course}, {run}\n\n"
        "If you still want to come, you can enrol again as long as enrolment is open: {enroll_page}\n\n"
        "Questions? Contact: {contact}"
    ),
)
QUEUE_ENDED = letter(
    "enrollment.queue_ended",
    _("The queue ended"),
    _("The queue has ended: {course}, {run}"),
    _(
        "Hello, {name}!\n\n"
        "The queue has ended, and no place became free for you this time.\n\n"
        "Training: {course}, {run}\n\n"
        "See the coming times of the trainings: {trainings_page}\n\n"
        "Questions? Contact: {contact}"
    ),
)
MAY_COME = letter(
    "enrollment.may_come",
    _("Somebody in the queue may come without a place"),
    _("You may come straight along: {course}, {run}"),
    _(
        "Hello, {name}!\n\n"
        "Places are no longer given from the queue, but you may come straight along. "
        "The trainer adds you to the list on the spot.\n\n"
        "Training: {course}, {run}\n{sessions}\n\n"
        "Join here: {link}\n\n"
        "Questions? Contact: {contact}"
    ),
    "sessions",
)
