"""What the app says by mail."""

from django.utils.translation import gettext_lazy as _

from messaging.kinds import MessageKind, register_kind

INVITATION = register_kind(
    MessageKind(
        key="feedback.invitation",
        label=_("Invitation to give feedback"),
        subject=_("Tell us how it went (4 min)"),
        body=_(
            "Hello, {name}!\n"
            "\n"
            "The last session is behind us. Tell us how it went: answering takes about four minutes.\n"
            "If you were not there, you need not do anything.\n"
            "\n"
            "Training: {course}\n"
            "Run: {run}\n"
            "\n"
            "You answer anonymously. The trainers and administrators see the results only after the survey has closed "
            "and if there are at least five answers. One answer is enough, and feedback does not affect your "
            "certificate.\n"
            "\n"
            "Answer by {closes_at} at the latest:\n"
            "{url}"
        ),
        sample={
            "name": "Maija-Liisa Äyräpää",
            "course": "Sytykettä yhteistyöhön",
            "run": "Kevät 2027, ryhmä 1",
            "closes_at": "ma 5.7.2027 klo 12.00",
            "url": "https://sytyke.example/palaute/00000000-0000-4000-8000-000000000000/",
        },
    )
)
PULSE_INVITATION = register_kind(
    MessageKind(
        key="feedback.pulse_invitation",
        label=_("Invitation to quick feedback after a session"),
        subject=_("Quick feedback: how was the session? (1 min)"),
        body=_(
            "Hello, {name}!\n"
            "\n"
            "Thank you for coming. Tell us how the session was: three questions, about a minute.\n"
            "If you were not there, you need not do anything.\n"
            "\n"
            "Training: {course}\n"
            "Session: {session}\n"
            "\n"
            "You answer anonymously. The trainers and administrators see the results only after the survey has closed "
            "and if there are at least five answers. One answer is enough, and feedback does not affect your "
            "certificate.\n"
            "\n"
            "Answer by {closes_at} at the latest:\n"
            "{url}"
        ),
        sample={
            "name": "Maija-Liisa Äyräpää",
            "course": "Sytykettä yhteistyöhön",
            "run": "Kevät 2027, ryhmä 1",
            "session": "2. kerta, ma 7.6.2027 klo 9.00–15.00",
            "closes_at": "to 10.6.2027 klo 15.00",
            "url": "https://sytyke.example/palaute/00000000-0000-4000-8000-000000000000/",
        },
    )
)
