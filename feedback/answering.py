"""What an answer may be and which answers count. Pure: questions and chosen values in, values out."""

from collections.abc import Mapping, Sequence

from feedback.enums import QuestionKind
from feedback.models import Question

SCALE_STEPS = ("1", "2", "3", "4", "5")
CANNOT_SAY = "dk"
LONGEST_TEXT = 4000  # characters; two printed pages are no answer to a four-minute form


def answers_that_count(questions: Sequence[Question], values: Mapping[int, str]) -> dict[int, str]:
    """Values worth storing by question id: blanks fall out, and follow-ups whose question was not answered so."""
    given = {key: value.strip() for key, value in values.items() if value and value.strip()}
    return {
        question.pk: given[question.pk] for question in questions if question.pk in given and is_asked(question, given)
    }


def is_asked(question: Question, given: Mapping[int, str]) -> bool:
    """Whether the answers given so far make this question one to be answered."""
    if question.shown_if_id is None:
        return True
    return given.get(question.shown_if_id) in {str(value) for value in question.shown_if_values}


def is_possible(question: Question, value: str) -> bool:
    """Whether the question can be answered so: a step or "dk", one of its own choices, or not too long a text."""
    match question.kind:
        case QuestionKind.SCALE:
            return value in SCALE_STEPS or value == CANNOT_SAY
        case QuestionKind.CHOICE:
            return value in {choice["key"] for choice in question.choices}
        case _:
            return len(value) <= LONGEST_TEXT
