from feedback.services.answer import answer_round
from feedback.services.close import close_due_rounds
from feedback.services.invite import invite_to_open_rounds
from feedback.services.open import open_due_rounds
from feedback.services.refusal import FeedbackRefused, Refusal

__all__ = [
    "FeedbackRefused",
    "Refusal",
    "answer_round",
    "close_due_rounds",
    "invite_to_open_rounds",
    "open_due_rounds",
]
