"""What the site shell says by mail. Every kind has a sample for its preview."""

from django.utils.translation import gettext_lazy as _

from messaging.kinds import MessageKind, register_kind

_SAMPLE = {
    "day": "to 3.6.2027",
    "page": "https://sytyke.example/koulutukset/",
    "number": "12",
    "statement": "https://sytyke.example/saavutettavuus/",
    "address": "https://sytyke.example/hallinta/accessibilityrequest/inspect/12/",
    "answer": "Kiitos. Korjasimme kuvan tekstivastineen, ja se lukeutuu nyt ääneen.",
}

_REVIEW_SAMPLE = {
    "title": "Mistä lastensuojelu alkaa",
    "name": "Helmi Harju",
    "address": "https://sytyke.example/hallinta/pages/12/edit/",
    "comment": "Voisiko toisen kappaleen sanoa lyhyemmin?",
}

REVIEW_ASKED = register_kind(
    MessageKind(
        key="cms.review_asked",
        label=_("To the reviewer: a page waits"),
        subject=_("A page waits for your review: {title}"),
        body=_(
            "Hello!\n\n"
            "A page has been sent to you to be reviewed before it is published.\n\n"
            "Page: {title}\n"
            "Sent by: {name}\n\n"
            "Read it, then approve it or ask for changes: {address}"
        ),
        sample=_REVIEW_SAMPLE,
        in_inbox=False,
    )
)
REVIEW_APPROVED = register_kind(
    MessageKind(
        key="cms.review_approved",
        label=_("To the writer: the page is approved"),
        subject=_("Your page is approved: {title}"),
        body=_(
            "Hello!\n\n"
            "The page you sent for review is approved. It is published now, or at the time you set for it.\n\n"
            "Page: {title}\n"
            "Approved by: {name}\n\n"
            "Open the page: {address}"
        ),
        sample=_REVIEW_SAMPLE,
        in_inbox=False,
    )
)
REVIEW_CHANGES = register_kind(
    MessageKind(
        key="cms.review_changes",
        label=_("To the writer: changes are asked for"),
        subject=_("Changes are asked for on your page: {title}"),
        body=_(
            "Hello!\n\n"
            "The page you sent for review is not published yet: the reviewer asks for changes.\n\n"
            "Page: {title}\n"
            "Reviewed by: {name}\n"
            "Comment: {comment}\n\n"
            "Change the page and send it again: {address}"
        ),
        sample=_REVIEW_SAMPLE,
        in_inbox=False,
    )
)
NOTICE = register_kind(
    MessageKind(
        key="cms.accessibility_notice",
        label=_("To the support: somebody wrote about accessibility"),
        subject=_("Accessibility: answer by {day}"),
        body=_(
            "Somebody wrote about the accessibility of the site. The law asks for an answer within 14 days, so answer "
            "by {day}.\n\n"
            "Page: {page}\n\n"
            "Read and answer here: {address}"
        ),
        sample=_SAMPLE,
        in_inbox=False,
    )
)
RECEIVED = register_kind(
    MessageKind(
        key="cms.accessibility_received",
        label=_("What somebody wrote about accessibility has arrived"),
        subject=_("We got what you wrote about accessibility"),
        body=_(
            "Hello!\n\n"
            "Thank you for writing about the accessibility of Sytyke. We answer by {day}.\n\n"
            "Your message has the number {number}.\n\n"
            "If you get no answer or are not content with it, you can turn to the supervising authority. The "
            "accessibility statement tells how: {statement}\n\n"
            "Did you not write to us? Then somebody gave your address by mistake, and you need not do anything."
        ),
        sample=_SAMPLE,
        in_inbox=False,
    )
)
ANSWERED = register_kind(
    MessageKind(
        key="cms.accessibility_answer",
        label=_("Answer about accessibility"),
        subject=_("Answer to what you wrote about accessibility"),
        body=_(
            "Hello!\n\n"
            "You wrote to us about the accessibility of Sytyke (message number {number}).\n\n"
            "{answer}\n\n"
            "If you are not content with the answer, you can turn to the supervising authority. The accessibility "
            "statement tells how: {statement}"
        ),
        sample=_SAMPLE,
        in_inbox=False,
    )
)
