"""A staff task in words: what happened, what to do, and the way to where it is done."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from enrollment.enums import TodoKind
from enrollment.models import Todo


@dataclass(frozen=True)
class Way:
    """A button to where the task is done."""

    label: Any
    url: str


def what_happened(todo: Todo) -> str:
    """The cause, in a sentence."""
    words = {
        TodoKind.GLYPH_MISSING: _("The name on the certificate holds a letter the typeface does not have."),
        TodoKind.CERTIFICATE_FAILED: _("Making the certificate has failed several times. It is still being tried."),
        TodoKind.PREPARING_FAILED: _(
            "Somebody has completed the training, and gathering the facts for the certificate fails. It is still being "
            "tried."
        ),
        TodoKind.FACT_CORRECTED: _(
            "A certificate has been issued, and the facts behind it were corrected afterwards so that they no longer "
            "fill the completion rules. Nothing has been withdrawn."
        ),
        TodoKind.ASSIGNMENT_MISSING: _(
            "Somebody was away from a session whose attendance is confirmed, and no supplementary assignment makes up "
            "for it."
        ),
    }
    return words[TodoKind(todo.kind)]


def what_to_do(todo: Todo) -> str:
    """What staff do about it, in a sentence or two."""
    words = {
        TodoKind.GLYPH_MISSING: _(
            "Ask the person how the name may be written, and mend it on the person's page. The certificate is then "
            "made within a minute."
        ),
        TodoKind.CERTIFICATE_FAILED: _(
            "Look at the problem on the certificate's page. If it is still there tomorrow, tell the technical support."
        ),
        TodoKind.PREPARING_FAILED: _(
            "Check the details of the run and of its certificate. If the certificate has not come tomorrow, tell the "
            "technical support."
        ),
        TodoKind.FACT_CORRECTED: _(
            "Check the facts of the enrolment. If the certificate was not earned, revoke it; otherwise mark this as "
            "done. The holder has been told nothing about making up for the session: if it is to be made up for, "
            "revoke first, then reopen the session's attendance and confirm it again."
        ),
        TodoKind.ASSIGNMENT_MISSING: _(
            "Add a supplementary assignment for the session. Then reopen the session's attendance and confirm it "
            "again: those who were away get the assignment."
        ),
    }
    return words[TodoKind(todo.kind)]


def ways(todo: Todo) -> list[Way]:
    """The places where the task is done, the first one first."""
    if todo.kind == TodoKind.ASSIGNMENT_MISSING:
        return _ways_of_session(todo)
    certificate = Way(_("Open the certificate"), _certificate_of(todo))
    if todo.enrollment is None:
        return [certificate]
    person = Way(_("Open the person's page"), reverse("people:inspect", args=[todo.enrollment.person_id]))
    facts = Way(_("Open the enrolment"), reverse("enrollment:inspect", args=[todo.enrollment.pk]))
    by_kind = {
        TodoKind.GLYPH_MISSING: [person, certificate],
        TodoKind.CERTIFICATE_FAILED: [certificate, person],
        TodoKind.PREPARING_FAILED: [facts, person],
        TodoKind.FACT_CORRECTED: [facts, certificate],
    }
    return by_kind[TodoKind(todo.kind)]


def subject_of(todo: Todo) -> str:
    """What the task is about, in the language of whoever reads it: a session's number is stored without words."""
    is_number = todo.kind == TodoKind.ASSIGNMENT_MISSING and todo.subject.isdecimal()
    return _("Session %(number)s") % {"number": todo.subject} if is_number else todo.subject


def _certificate_of(todo: Todo) -> str:
    """The certificate in its list: the task names it by its identifier only."""
    identifier = todo.subject.partition(" ")[0]
    return f"{reverse('certificate:index')}?{urlencode({'q': identifier})}"


def _ways_of_session(todo: Todo) -> list[Way]:
    add = f"{reverse('textassignment:add')}?{urlencode({'run': str(todo.run_id)})}"
    found = [Way(_("Add a supplementary assignment"), add)] if todo.run_id else []
    if session := todo.session_id:
        found.append(Way(_("Open the session's attendance"), reverse("desk-session", args=[session])))
    return found
