from feedback.models.answers import Answer, FeedbackRound, Receipt, Response
from feedback.models.form import FeedbackForm, Question

__all__ = ["Answer", "FeedbackForm", "FeedbackRound", "Question", "Receipt", "Response"]
