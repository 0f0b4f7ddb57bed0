"""What enrollment says to people. Wording of journeys §8; every kind has a sample for its preview."""

from django.utils.translation import gettext_lazy as _

from messaging.kinds import MessageKind, register_kind

_SAMPLE = {
    "name": "Maija-Liisa",
    "course": "Sytykettä yhteistyöhön",
    "run": "Kevät 2027",
    "sessions": "1. kerta: pe 28.5.2027 klo 9.00–12.00",
    "first": "pe 28.5.2027 klo 9.00–12.00",
    "link": "https://teams.microsoft.com/l/meetup-join/esimerkki",
    "own_page": "https://sytyke.example/omat/",
    "cancel_by": "to 27.5.2027 klo 23.59",
    "contact": "Helmi Harju, helmi@sytyke.example",
    "position": "3",
    "session": "2. kerta, ma 7.6.2027 klo 9.00–15.00",
    "assignment": "Kysymyksiä hitaasti",
    "due": "su 11.7.2027 klo 23.59",
    "address": "https://sytyke.example/omat/1/tehtava/2/",
    "comment": "Kiitos, kartta on selkeä. Kerrotko vielä yhden esimerkin?",
}


def _kind(key: str, label: object, subject: object, body: object) -> MessageKind:
    return register_kind(MessageKind(key, label, subject, body, _SAMPLE))


CONFIRMED = _kind(
    "enrollment.confirmed",
    _("Confirmation of a place"),
    _("Confirmation: {course}"),
    _(
        "Hello, {name}!\n\n"
        "You have a place.\nThe first session is on {first}.\n\n"
        "Training: {course}\n{sessions}\n\n"
        "Join here: {link}\n\n"
        "You will find the times, the join link and what is still missing under Omat koulutukset: {own_page}\n\n"
        "If you cannot come, please cancel by {cancel_by} on the same page. The place then goes to the next person.\n\n"
        "Questions? Contact: {contact}"
    ),
)
QUEUED = _kind(
    "enrollment.queued",
    _("Number in the queue"),
    _("You are number {position} in the queue: {course}"),
    _(
        "Hello, {name}!\n\n"
        "The run is full, and your number in the queue is {position}. We tell you as soon as a place becomes free.\n\n"
        "Training: {course}\n{sessions}\n\n"
        "You can see your number and leave the queue under Omat koulutukset: {own_page}\n\n"
        "Questions? Contact: {contact}"
    ),
)
PROMOTED = _kind(
    "enrollment.promoted",
    _("A place became free"),
    _("A place became free, you are in: {course}"),
    _(
        "Hello, {name}!\n\n"
        "A place became free, and it is yours.\nThe first session is on {first}.\n\n"
        "Training: {course}\n{sessions}\n\n"
        "Join here: {link}\n\n"
        "If the times no longer suit you, please cancel by {cancel_by} under Omat koulutukset: {own_page}\n\n"
        "Questions? Contact: {contact}"
    ),
)
ALREADY = _kind(
    "enrollment.already",
    _("Somebody enrolled again with the same address"),
    _("You are already in: {course}"),
    _(
        "Hello, {name}!\n\n"
        "Somebody, probably you, enrolled with this address again. Nothing changed: your earlier enrolment stands.\n\n"
        "Training: {course}\n{sessions}\n\n"
        "Join here: {link}\n\n"
        "You can see everything under Omat koulutukset: {own_page}\n\n"
        "Questions? Contact: {contact}"
    ),
)
CANCELLED = _kind(
    "enrollment.cancelled",
    _("Enrolment cancelled"),
    _("Your enrolment is cancelled: {course}"),
    _(
        "Hello, {name}!\n\n"
        "Thank you for telling us. Your enrolment is cancelled.\n\n"
        "Training: {course}\n{sessions}\n\n"
        "If this was a mistake, you can enrol again as long as enrolment is open, or contact: {contact}"
    ),
)
WALK_IN = _kind(
    "enrollment.walk_in",
    _("Welcome to somebody who came unannounced"),
    _("Welcome: {course}"),
    _(
        "Hello, {name}!\n\n"
        "Welcome. The trainer added you to the participants, so that your taking part is recorded.\n\n"
        "Training: {course}\n{sessions}\n\n"
        "Confirm your details and see what is coming under Omat koulutukset: {own_page}\n\n"
        "Questions? Contact: {contact}"
    ),
)
MISSED = _kind(
    "enrollment.missed",
    _("How to make up for a missed session"),
    _("You missed a session – this is how to make up for it"),
    _(
        "Hello, {name}!\n\n"
        "We missed you at this session: {session}.\n\n"
        "You can make up for it with a supplementary assignment: {assignment}. Send it by {due}.\n\n"
        "Open the assignment: {address}\n\n"
        "Training: {course}\n\n"
        "Questions? Contact: {contact}"
    ),
)
PARTLY_MISSED = _kind(
    "enrollment.partly_missed",
    _("How to make up for a session attended in part"),
    _("You were there part of the time – this is what is still needed"),
    _(
        "Hello, {name}!\n\n"
        "You were at this session part of the time: {session}.\n\n"
        "A supplementary assignment is still needed for the certificate: {assignment}. Send it by {due}.\n\n"
        "Open the assignment: {address}\n\n"
        "Training: {course}\n\n"
        "Questions? Contact: {contact}"
    ),
)
RECEIVED = _kind(
    "enrollment.submission_received",
    _("Assignment received"),
    _("Supplementary assignment received: {assignment}"),
    _(
        "Hello, {name}!\n\n"
        "Your answer has arrived. The trainer usually goes through it within a week.\n\n"
        "Training: {course}\nSupplementary assignment: {assignment}\n\n"
        "You can see where it stands: {address}"
    ),
)
ACCEPTED = _kind(
    "enrollment.submission_accepted",
    _("Assignment accepted"),
    _("Supplementary assignment accepted: {assignment}"),
    _(
        "Hello, {name}!\n\n"
        "Your supplementary assignment has been accepted.\n\n"
        "Training: {course}\nSupplementary assignment: {assignment}\n\n"
        "The trainer's comment is on the assignment's page: {address}"
    ),
)
REVISION_ASKED = _kind(
    "enrollment.submission_revision",
    _("More asked about an assignment"),
    _("Please add a little: {assignment}"),
    _(
        "Hello, {name}!\n\n"
        "The trainer has gone through your answer and asks for a little more before accepting it.\n\n"
        "Training: {course}\nSupplementary assignment: {assignment}\n\n"
        "Read the comment and continue your answer: {address}\n\n"
        "You can send it by {due}."
    ),
)
