from messaging.models.batch import MessageBatch
from messaging.models.message import Message
from messaging.models.template import MessageTemplate

__all__ = ["Message", "MessageBatch", "MessageTemplate"]
