"""Screens of messages in the admin."""

from messaging.viewsets.outbox import LETTERS_OF_A_PERSON, outbox
from messaging.viewsets.wordings import MessageTemplateViewSet

screens = (outbox, MessageTemplateViewSet())

__all__ = ["LETTERS_OF_A_PERSON", "screens"]
