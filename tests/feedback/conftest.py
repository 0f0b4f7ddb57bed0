"""A run that has just ended, the questionnaire asked of every run, and a round open for `run`."""

import pytest

from courses.models import CourseRun
from feedback.enums import QuestionKind
from feedback.models import FeedbackForm, FeedbackRound, Question
from tests.clock import NOW, days
from tests.factories import CourseRunFactory, EnrollmentFactory, FeedbackFormFactory, FeedbackRoundFactory, UserFactory

SECTORS = ["education", "health", "police"]


def questionnaire(**fields) -> FeedbackForm:
    """Scale with a follow-up, choice, text and sector: every kind of question there is."""
    form = FeedbackFormFactory(questions=None, **fields)
    form.questions.all().delete()
    ask = Question.objects.create
    ask(form=form, key="knows", position=1, kind=QuestionKind.SCALE, text="Tunnen lastensuojelun työtä.")
    smooth = ask(form=form, key="smooth", position=2, kind=QuestionKind.SCALE, text="Osallistuminen oli sujuvaa.")
    ask(
        form=form,
        key="what_failed",
        position=3,
        kind=QuestionKind.TEXT,
        text="Mikä ei toiminut?",
        shown_if=smooth,
        shown_if_values=[1, 2],
    )
    lengths = [{"key": "right", "label": "Sopiva"}, {"key": "too_long", "label": "Liian pitkä"}]
    ask(form=form, key="length", position=4, kind=QuestionKind.CHOICE, text="Oliko pituus sopiva?", choices=lengths)
    ask(form=form, key="will_try", position=5, kind=QuestionKind.TEXT, text="Mitä aiot kokeilla?")
    sectors = [{"key": key, "label": key.title()} for key in SECTORS]
    ask(form=form, key="sector", position=6, kind=QuestionKind.CHOICE, text="Millä toimialalla?", choices=sectors)
    return form


def answers_to(feedback_round: FeedbackRound, **values: str) -> dict[int, str]:
    """Values by question key as `answer_round` takes them."""
    ids = dict(feedback_round.form.questions.values_list("key", "pk"))
    return {ids[key]: value for key, value in values.items()}


def participants(run: CourseRun, count: int) -> list:
    """New people with a place in the run."""
    return [EnrollmentFactory(run=run, person=UserFactory()).person for _ in range(count)]


@pytest.fixture
def ended_run(db) -> CourseRun:
    """Its last session ended yesterday at noon."""
    return CourseRunFactory(finished=True, first_session_at=NOW - days(15))


@pytest.fixture
def form(db) -> FeedbackForm:
    return questionnaire(title="Palautekysely: Sytykettä yhteistyöhön")


@pytest.fixture
def asked(run, form) -> FeedbackRound:
    """Open since two days for `run`, closing in twelve."""
    return FeedbackRoundFactory(run=run, form=form)
