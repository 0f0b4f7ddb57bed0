"""What a round is called and what it is about, in words."""

from django.utils.translation import gettext as _

from courses.models import Session
from courses.queries import session_when
from feedback.models import FeedbackRound


def session_in_words(session: Session) -> str:
    """`2. kerta, ma 7.6.2027 klo 9.00–15.00`."""
    return _("Session %(number)s, %(when)s") % {"number": session.number, "when": session_when(session)}


def round_about(feedback_round: FeedbackRound) -> str:
    """The run, and of a round of a session which one: `Kevät 2027 · 2. kerta, ma 7.6.2027 klo 9.00–15.00`."""
    session = feedback_round.session
    return " · ".join(filter(None, [feedback_round.run.label, session_in_words(session) if session else ""]))


def round_title(feedback_round: FeedbackRound) -> str:
    """`Palaute`, or `Pikapalaute, 2. kerta` of a session."""
    if feedback_round.session is None:
        return _("Feedback")
    return _("Quick feedback, session %(number)s") % {"number": feedback_round.session.number}
