"""The questionnaire as a form: every question is there, none is required, one answer is enough."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enrollment.secrecy import looks_like_a_person
from feedback.answering import CANNOT_SAY, LONGEST_TEXT, answers_that_count
from feedback.distributions import MINIMUM, SECTOR_KEY
from feedback.enums import QuestionKind
from feedback.models import Question

# The digit stands beside the button in components/scale_question.html; the ends say what it means.
SCALE_CHOICES: list[tuple[str, str | Promise]] = [
    ("1", pgettext_lazy("scale", "strongly disagree")),
    ("2", "2"),
    ("3", "3"),
    ("4", "4"),
    ("5", pgettext_lazy("scale", "strongly agree")),
    (CANNOT_SAY, pgettext_lazy("scale", "cannot say")),
]


@dataclass
class QuestionGroup:
    """A question as the page shows it: its bound field and the follow-ups right after it."""

    kind: str
    bound: forms.BoundField
    reveals: str = ""  # steps of the scale that show this follow-up, as class names of feedback.css
    followups: list["QuestionGroup"] = field(default_factory=list)

    @property
    def is_scale(self) -> bool:
        return self.kind == QuestionKind.SCALE


class AnswerForm(forms.Form):
    """One field a question. `answers()` gives what `answer_round` takes."""

    def __init__(self, questions: Sequence[Question], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[_name(question)] = _field(question)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for question in self.questions:
            if question.kind == QuestionKind.TEXT and looks_like_a_person(cleaned.get(_name(question), "")):
                self.add_error(
                    _name(question),
                    _("The text seems to contain an identity code or a phone number. Remove it before sending."),
                )
        if not self.errors and not self.answers():
            raise ValidationError(_("Answer at least one question before you send."), code="nothing_answered")
        return cleaned

    def answers(self) -> dict[int, str]:
        """The answers that count, by question id."""
        given = {question.pk: self.cleaned_data.get(_name(question), "") for question in self.questions}
        return answers_that_count(self.questions, given)

    def groups(self) -> list[QuestionGroup]:
        """The questions in order, each follow-up inside the question that reveals it."""
        by_id = {question.pk: QuestionGroup(question.kind, self[_name(question)]) for question in self.questions}
        top: list[QuestionGroup] = []
        for question in self.questions:
            parent = by_id.get(question.shown_if_id) if question.shown_if_id else None
            if parent is None:
                top.append(by_id[question.pk])
                continue
            if parent.is_scale:
                by_id[question.pk].reveals = " ".join(f"followup--{value}" for value in question.shown_if_values)
            parent.followups.append(by_id[question.pk])
        return top


def _name(question: Question) -> str:
    return f"question_{question.pk}"


def _field(question: Question) -> forms.Field:
    shared: dict[str, Any] = {"label": question.text, "required": False, "help_text": _hint(question)}
    match question.kind:
        case QuestionKind.SCALE:
            return forms.ChoiceField(choices=SCALE_CHOICES, widget=forms.RadioSelect, **shared)
        case QuestionKind.CHOICE:
            choices = [(choice["key"], choice["label"]) for choice in question.choices]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **shared)
        case _:
            return forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}), **shared)


def _hint(question: Question) -> str | Promise:
    if question.shown_if is not None:
        return _("Answer this if you chose above: %(answers)s.") % {"answers": _revealing(question)}
    if question.key == SECTOR_KEY:
        return _("Results are told apart by sector only where at least %(minimum)s have answered.") % {
            "minimum": MINIMUM
        }
    return ""


def _revealing(question: Question) -> str:
    parent = question.shown_if
    labels = {choice["key"]: choice["label"] for choice in parent.choices} if parent else {}
    said = [str(labels.get(str(value), value)) for value in question.shown_if_values]
    if len(said) < 2:
        return "".join(said)
    return str(_("%(earlier)s or %(last)s") % {"earlier": ", ".join(said[:-1]), "last": said[-1]})
