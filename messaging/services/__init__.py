from messaging.services.deliver import send_due_messages, send_now
from messaging.services.queue import (
    Attachment,
    Letter,
    compose,
    drop_expired_messages,
    queue_message,
    queue_to_address,
    withdraw_message,
    withdraw_messages,
)

__all__ = [
    "Attachment",
    "Letter",
    "compose",
    "drop_expired_messages",
    "queue_message",
    "queue_to_address",
    "send_due_messages",
    "send_now",
    "withdraw_message",
    "withdraw_messages",
]
