"""What enrollment says to people. Wording of journeys §8; every kind has a sample for its preview."""

from django.utils.translation import gettext_lazy as _

from messaging.kinds import MessageKind, register_kind

_SAMPLE = {
    "name": "Maija-Liisa Äyräpää",
    "course": "Sytykettä yhteistyöhön",
    "run": "Kevät 2027",
    "sessions": "1. kerta: pe 28.5.2027 klo 9.00–12.00",
    "first": "pe 28.5.2027 klo 9.00–12.00",
    "link": "https://teams.microsoft.com/l/meetup-join/esimerkki",
    "own_page": "https://sytyke.example/omat/",
    "enroll_page": "https://sytyke.example/ilmoittaudu/1/",
    "cancel_by": "to 27.5.2027 klo 23.59",
    "contact": "Helmi Harju, helmi@sytyke.example",
    "position": "3",
    "other_queues": "Ryhmä 3: ti 15.6.2027: varasija 2",
    "left_queues": "Ryhmä 3: ti 15.6.2027",
    "left_group": "Ryhmä 2",
    "left_sessions": "1. kerta: ti 1.6.2027 klo 9.00–12.00",
    "place_group": "Ryhmä 2: ti 1.6.2027",
    "queue_group": "Ryhmä 3: ti 15.6.2027",
    "other_group": "Kevät 2027: pe 28.5.2027",
    "change_page": "https://sytyke.example/omat/1/vaihda/2/",
    "not_me_page": "https://sytyke.example/ilmoittaudu/en-ollut-mina/esimerkki/",
    "answer_by": "ke 26.5.2027 klo 18.00",
    "offer_page": "https://sytyke.example/paikka/esimerkki/",
    "trainings_page": "https://sytyke.example/koulutukset/",
    "session": "2. kerta, ma 7.6.2027 klo 9.00–15.00",
    "assignment": "Kysymyksiä hitaasti",
    "due": "su 11.7.2027 klo 23.59",
    "limit": "Korvattuja kertoja lasketaan mukaan enintään 1.",
    "address": "https://sytyke.example/omat/1/tehtava/2/",
    "comment": "Kiitos, kartta on selkeä. Kerrotko vielä yhden esimerkin?",
    "number": "2. kerta",
    "new_time": "ke 9.6.2027 klo 9.00–15.00",
    "old_time": "ma 7.6.2027 klo 9.00–15.00",
    "new_place": "Etänä",
    "old_place": "Tulliportinkatu 31, Kuopio",
    "reply_page": "https://sytyke.example/uusi-aika/esimerkki/",
    "calendar": "Avaa viestin liite, niin kalenterimerkintäsi päivittyy.",
    "reason": "Kouluttaja on sairastunut.",
    "alternatives": "Ryhmä 2, pe 10.9., ma 20.9. ja ma 4.10.2027: https://sytyke.example/ilmoittaudu/2/",
    "day": "Huomenna",
    "join": "https://teams.microsoft.com/l/meetup-join/esimerkki",
    "subject": "Ota mukaan oma verkostokartta",
    "text": "Huomisella kerralla piirrämme verkostokarttoja.\n\nOta mukaan paperia ja kyniä.",
}
EVERY_LETTER = frozenset(
    {
        "name",
        "course",
        "run",
        "sessions",
        "first",
        "link",
        "own_page",
        "enroll_page",
        "cancel_by",
        "contact",
        "position",
        "not_me_page",
    }
)


def letter(key: str, label: object, subject: object, body: object, *required: str) -> MessageKind:
    """A kind of message about an enrolment: filled with `EVERY_LETTER`, and with what its own text asks for beside."""
    return register_kind(
        MessageKind(key, label, subject, body, _SAMPLE, required=frozenset(required), always=EVERY_LETTER)
    )


CONFIRMED = letter(
    "enrollment.confirmed",
    _("Confirmation of a place"),
    _("Confirmation: {course}, {run}"),
    _(
        "Hello, {name}!\n\n"
        "You have a place.\nThe first session is on {first}.\n\n"
        "Training: {course}, {run}\n{sessions}\n\n"
        "Join here: {link}\n\n"
        "You are no longer in the queue: {left_queues}\n\n"
        "You will find the times, the join link and what is still missing under Omat koulutukset: {own_page}\n\n"
        "If you cannot come, please cancel by {cancel_by} on the same page. The place then goes to the next person.\n\n"
        "Questions? Contact: {contact}\n\n"
        "Was it not you who enrolled? {not_me_page}"
    ),
    "sessions",
    "own_page",
)
RECORDED = letter(
    "enrollment.recorded",
    _("Confirmation of an enrolment after the sessions"),
    _("Your enrolment has been recorded: {course}, {run}"),
    _(
        "Hello, {name}!\n\n"
        "Your enrolment has been recorded. Every session has been held already, and the trainer confirms whether you "
        "were there.\n\n"
        "Training: {course}, {run}\n{sessions}\n\n"
        "You see how you are doing under Omat koulutukset: {own_page}\n\n"
        "Questions? Contact: {contact}"
    ),
    "own_page",
)
QUEUED = letter(
    "enrollment.queued",
    _("Number in the queue"),
    _("You are number {position} in the queue: {course}, {run}"),
    _(
        "Hello, {name}!\n\n"
        "The run is full, and your number in the queue is {position}. We tell you as soon as a place becomes free.\n\n"
        "Training: {course}, {run}\n{sessions}\n\n"
        "You are in another queue too, and the first place you get ends the others: {other_queues}\n\n"
        "You can see your number and leave the queue under Omat koulutukset: {own_page}\n\n"
        "Questions? Contact: {contact}\n\n"
        "Was it not you who enrolled? {not_me_page}"
    ),
    "position",
    "own_page",
)
PROMOTED = letter(
    "enrollment.promoted",
    _("A place became free"),
    _("A place became free, you are in: {course}, {run}"),
    _(
        "Hello, {name}!\n\n"
        "A place became free, and it is yours.\nThe first session is on {first}.\n\n"
        "Training: {course}, {run}\n{sessions}\n\n"
        "Join here: {link}\n\n"
        "You are no longer in the queue: {left_queues}\n\n"
        "If the times no longer suit you, please cancel by {cancel_by} under Omat koulutukset: {own_page}\n\n"
        "Questions? Contact: {contact}"
    ),
    "sessions",
    "own_page",
)
ALREADY = letter(
    "enrollment.already",
    _("Somebody enrolled again with the same address"),
    _("You are already in: {course}, {run}"),
    _(
        "Hello, {name}!\n\n"
        "Somebody, probably you, enrolled with this address again. Nothing changed: your earlier enrolment stands.\n\n"
        "Training: {course}, {run}\n{sessions}\n\n"
        "Join here: {link}\n\n"
        "You can see everything under Omat koulutukset: {own_page}\n\n"
        "Questions? Contact: {contact}"
    ),
)
CANCELLED = letter(
    "enrollment.cancelled",
    _("Enrolment cancelled"),
    _("Your enrolment is cancelled: {course}, {run}"),
    _(
        "Hello, {name}!\n\n"
        "Thank you for telling us. Your enrolment is cancelled.\n\n"
        "Training: {course}, {run}\n{sessions}\n\n"
        "If this was a mistake, you can enrol again as long as enrolment is open: {enroll_page}\n\n"
        "Questions? Contact: {contact}"
    ),
)
REMOVED = letter(
    "enrollment.removed",
    _("Enrolment ended by the organiser"),
    _("The organiser has ended your enrolment: {course}, {run}"),
    _(
        "Hello, {name}!\n\n"
        "The organiser has ended your enrolment.\n\n"
        "Training: {course}, {run}\n{sessions}\n\n"
        "If you do not know why, write to the contact person: {contact}"
    ),
)
LEFT_QUEUE = letter(
    "enrollment.left_queue",
    _("Queue left"),
    _("You are no longer in the queue: {course}, {run}"),
    _(
        "Hello, {name}!\n\n"
        "You gave up your number in the queue.\n\n"
        "Training: {course}, {run}\n{sessions}\n\n"
        "You can come back to the end of the queue as long as enrolment is open: {enroll_page}\n\n"
        "Questions? Contact: {contact}"
    ),
)
WALK_IN = letter(
    "enrollment.walk_in",
    _("Welcome to somebody who came unannounced"),
    _("Welcome: {course}, {run}"),
    _(
        "Hello, {name}!\n\n"
        "Welcome. The trainer added you to the participants, so that your taking part is recorded.\n\n"
        "Training: {course}, {run}\n{sessions}\n\n"
        "Confirm your details and see what is coming under Omat koulutukset: {own_page}\n\n"
        "Questions? Contact: {contact}"
    ),
)
MISSED = letter(
    "enrollment.missed",
    _("How to make up for a missed session"),
    _("You missed a session – this is how to make up for it"),
    _(
        "Hello, {name}!\n\n"
        "We missed you at this session: {session}.\n\n"
        "You can make up for it with a supplementary assignment: {assignment}. Send it by {due}.\n\n"
        "Open the assignment: {address}\n\n"
        "{limit}\n\n"
        "Training: {course}, {run}\n\n"
        "Questions? Contact: {contact}"
    ),
    "address",
    "due",
)
PARTLY_MISSED = letter(
    "enrollment.partly_missed",
    _("How to make up for a session attended in part"),
    _("You were there part of the time – this is what is still needed"),
    _(
        "Hello, {name}!\n\n"
        "You were at this session part of the time: {session}.\n\n"
        "A supplementary assignment is still needed for the certificate: {assignment}. Send it by {due}.\n\n"
        "Open the assignment: {address}\n\n"
        "{limit}\n\n"
        "Training: {course}, {run}\n\n"
        "Questions? Contact: {contact}"
    ),
    "address",
    "due",
)
OUT_OF_REACH = letter(
    "enrollment.out_of_reach",
    _("More missed than can be made up for"),
    _("You do not get a certificate from this run: {course}"),
    _(
        "Hello, {name}!\n\n"
        "This session does not count for you: {session}.\n\n"
        "More sessions have now been missed than can be made up for, so you do not get a certificate from this run. "
        "You can enrol in the next run of the training.\n\n"
        "Training: {course}, {run}\n\n"
        "You see how you are doing under Omat koulutukset: {own_page}\n\n"
        "If the attendance is marked wrong, write to the contact person: {contact}"
    ),
)
NOT_NEEDED = letter(
    "enrollment.assignment_not_needed",
    _("An assignment is no longer needed"),
    _("You need not do the supplementary assignment: {assignment}"),
    _(
        "Hello, {name}!\n\n"
        "The trainer corrected the attendance: this session now counts for you: {session}.\n\n"
        "You need not do its supplementary assignment: {assignment}.\n\n"
        "Training: {course}, {run}\n\n"
        "You see how you are doing under Omat koulutukset: {own_page}\n\n"
        "Questions? Contact: {contact}"
    ),
)
NOTE = letter(
    "enrollment.note",
    _("Message of the organiser to a group"),
    "{subject}",
    _(
        "Hello, {name}!\n\n"
        "{text}\n\n"
        "Training: {course}, {run}\n"
        "Omat koulutukset: {own_page}\n\n"
        "Questions? Contact: {contact}"
    ),
    "text",
)
