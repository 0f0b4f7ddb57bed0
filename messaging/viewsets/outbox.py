"""Outgoing messages in the admin: the outbox, and the latest ones of a person."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from accounts.admin_helpers import (
    AdminMenu,
    HubView,
    HubViewSet,
    MomentColumn,
    PageAction,
    RelatedList,
    TextColumn,
    perform,
)
from accounts.models import User
from messaging.enums import MessageState
from messaging.kinds import message_kinds
from messaging.models import Message
from messaging.services.resend import resend

LETTERS_SHOWN = 20  # on a person's page; the outbox has them all
SIGN_IN = "account."  # kinds written by the sign-in; their text may hold a code


def kind_label(message: Message) -> str:
    """What kind of message it is, for staff."""
    labels = {kind.key: str(kind.label) for kind in message_kinds()}
    return _("Signing in") if message.kind.startswith(SIGN_IN) else labels.get(message.kind, message.kind)


class MessageFilters(WagtailFilterSet):
    """By state: failures are one press away."""

    state = django_filters.ChoiceFilter(choices=MessageState.choices, label=gettext_lazy("State"))

    class Meta:
        model = Message
        fields = ["state"]


class MessagePage(HubView):
    """One message. What is sent for signing in is not shown: a code would open somebody's account."""

    def facts(self) -> list[tuple[Any, Any]]:
        row = self.object
        text = _("Not shown, because it may hold a one-time code.") if row.kind.startswith(SIGN_IN) else row.body
        return [
            (_("Kind of message"), kind_label(row)),
            (_("Recipient"), row.recipient.name if row.recipient else ""),
            (_("Address"), row.address),
            (_("State"), row.get_state_display()),
            (_("Written"), row.created_at),
            (_("To be sent"), row.send_after),
            (_("Sent"), row.sent_at),
            (_("Attempts"), row.attempts),
            (_("Last failure"), row.last_error),
            (_("Subject"), row.subject),
            (_("Text"), text),
        ]

    def actions(self) -> list[PageAction]:
        may = self.permission_policy.user_has_permission(self.request.user, "change")
        if not may or self.object.state != MessageState.FAILED:
            return []
        return [PageAction(_("Send again"), reverse("message:resend", args=[self.object.pk]))]


class MessageViewSet(HubViewSet):
    """The outbox, read only; a failed message can be sent again."""

    model = Message
    counted = ngettext_lazy("%(count)s message", "%(count)s messages", "count")
    icon = "mail"
    menu = AdminMenu.MESSAGES
    menu_order = 10
    actions = ("view", "change")
    opens_form = False
    inspect_view_class = MessagePage
    relations = ("recipient",)
    filterset_class = MessageFilters
    folded_fields = ("recipient__name_folded",)
    search_fields = ("address", "subject")
    list_display = (
        "subject",
        TextColumn("kind", label=gettext_lazy("Kind"), accessor=kind_label),
        TextColumn("address", label=gettext_lazy("Address")),
        TextColumn("state", label=gettext_lazy("State"), accessor="get_state_display"),
        MomentColumn("created_at", label=gettext_lazy("Written")),
        MomentColumn("sent_at", label=gettext_lazy("Sent")),
        TextColumn("last_error", label=gettext_lazy("Last failure")),
    )

    def title_of(self, row: Message) -> str:
        return f"{kind_label(row)}, {row.address}"

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("resend/<int:pk>/", perform(self, send_again), name="resend")]


def send_again(request: HttpRequest, message: Message) -> str:
    """Queue the message; `tick` sends it within a minute."""
    resend(message, now=timezone.now())
    return _("The message goes out within a minute.")


def _letters(person: User) -> QuerySet[Message]:
    return person.letters.order_by("-created_at", "-pk")[:LETTERS_SHOWN]


outbox = MessageViewSet()
LETTERS_OF_A_PERSON = RelatedList(
    title=gettext_lazy("Latest messages"),
    viewset=lambda: outbox,
    rows=_letters,
    columns=(
        (gettext_lazy("Subject"), lambda letter: letter.subject),
        (gettext_lazy("Kind"), kind_label),
        (gettext_lazy("State"), lambda letter: letter.get_state_display()),
        (gettext_lazy("Written"), lambda letter: letter.created_at),
    ),
    empty=gettext_lazy("No messages have been written to the person."),
    order=30,
)
