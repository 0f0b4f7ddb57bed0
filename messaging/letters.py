"""What is said about persons' own data. Every kind has a sample for its preview."""

from django.utils.translation import gettext_lazy as _

from messaging.kinds import MessageKind, register_kind

ERASED = register_kind(
    MessageKind(
        key="rights.erased",
        label=_("Confirmation of an erasure"),
        subject=_("Your data have been erased"),
        body=_(
            "Hello, {name}!\n\n"
            "Your data have been erased from Sytyke. Your coming enrolments are cancelled, and you cannot sign in any "
            "more.\n\n"
            "Certificates that were issued can still be checked with their ID. What is needed for that, and the "
            "numbers of participants without names, stays. The privacy notice tells more: {privacy}\n\n"
            "This is the last message to this address. If you did not ask for the erasure, write at once to: {contact}"
        ),
        sample={
            "name": "Maija-Liisa Äyräpää",
            "privacy": "https://sytyke.example/tietosuoja/",
            "contact": "tuki@sytyke.example",
        },
        in_inbox=False,
        leaves_no_trace=True,
    )
)
IDLE = register_kind(
    MessageKind(
        key="rights.idle",
        label=_("Warning before an unused account closes"),
        subject=_("Your account in Sytyke closes on {day}"),
        body=_(
            "Hello, {name}!\n\n"
            "You have not used Sytyke for a long time. We close your account on {day} and erase your name, addresses "
            "and employers from it.\n\n"
            "If you want to keep the account, sign in before that: {own_page}\n\n"
            "If you do not need it any more, you need not do anything. Certificates you have got can still be checked "
            "with their ID. Download them while you can sign in."
        ),
        sample={
            "name": "Maija-Liisa Äyräpää",
            "day": "ma 5.7.2027",
            "own_page": "https://sytyke.example/omat/",
        },
    )
)
