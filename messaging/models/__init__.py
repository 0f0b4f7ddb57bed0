from messaging.models.message import Message
from messaging.models.template import MessageTemplate

__all__ = ["Message", "MessageTemplate"]
