"""Outgoing messages and staff's own wordings, in the admin."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import ObjectList

from accounts.admin_helpers import (
    AdminMenu,
    HubView,
    HubViewSet,
    MomentColumn,
    PageAction,
    RegisterForm,
    RegisterViewSet,
    RelatedList,
    TextColumn,
    perform,
)
from accounts.models import User
from messaging.enums import MessageState
from messaging.kinds import message_kinds, placeholders
from messaging.models import Message, MessageTemplate
from messaging.services.resend import resend

LETTERS_SHOWN = 20  # on a person's page; the outbox has them all
ALWAYS_FILLED = frozenset({"site", "site_url"})
SIGN_IN = "account."  # kinds written by the sign-in; their text may hold a code


def kind_label(message: Message | MessageTemplate) -> str:
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


def words_to_fill(kind_key: str) -> set[str]:
    """The placeholders a kind fills; none of its own when no app declares the kind any more."""
    samples = {kind.key: kind.sample for kind in message_kinds()}
    return ALWAYS_FILLED | set(samples.get(kind_key, {}))


def words_needed(kind_key: str) -> frozenset[str]:
    """The placeholders a text of the kind must hold."""
    return next((kind.required for kind in message_kinds() if kind.key == kind_key), frozenset())


class TemplateForm(RegisterForm):
    """A kind from the list, and only placeholders that the kind fills."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of message"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.key, kind.label) for kind in message_kinds()]
        if self.instance.pk:
            choices = [(self.instance.kind, kind_label(self.instance))]
            names = ", ".join(f"{{{name}}}" for name in sorted(words_to_fill(self.instance.kind)))
            self.fields["body"].help_text = _("You may use: %(names)s") % {"names": names}
        self.fields["kind"].choices = choices
        self.fields["kind"].disabled = self.instance.pk is not None

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        for field in ("subject", "body"):
            unknown = sorted(placeholders(facts.get(field, "")) - words_to_fill(facts.get("kind", "")))
            if unknown:
                self.add_error(
                    field,
                    _("This message has no such word to fill in: %(names)s. You may use: %(usable)s")
                    % {"names": ", ".join(unknown), "usable": ", ".join(sorted(words_to_fill(facts.get("kind", ""))))},
                )
        missing = sorted(words_needed(facts.get("kind", "")) - placeholders(facts.get("body", "")))
        if missing:
            names = ", ".join(f"{{{name}}}" for name in missing)
            self.add_error("body", _("The message is of no use without these words: %(names)s") % {"names": names})
        return facts


class MessageTemplateViewSet(RegisterViewSet):
    """Staff's own wording of a message; deleting it brings the original back."""

    model = MessageTemplate
    counted = ngettext_lazy("%(count)s message template", "%(count)s message templates", "count")
    icon = "edit"
    menu = AdminMenu.MESSAGES
    menu_order = 20
    list_display = (
        "subject",
        TextColumn("kind", label=gettext_lazy("Kind of message"), accessor=kind_label),
        TextColumn("language", label=gettext_lazy("Language"), accessor="get_language_display"),
    )

    def title_of(self, row: MessageTemplate) -> str:
        return kind_label(row)

    def get_edit_handler(self) -> ObjectList:
        return ObjectList(["kind", "language", "subject", "body"], base_form_class=TemplateForm).bind_to_model(
            self.model
        )


def _letters(person: User) -> QuerySet[Message]:
    return person.letters.order_by("-created_at", "-pk")[:LETTERS_SHOWN]


outbox = MessageViewSet()
screens = (outbox, MessageTemplateViewSet())
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
