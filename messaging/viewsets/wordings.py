"""Staff's own wordings of messages in the admin: every kind in every language, read as its receiver would read it."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, override
from wagtail.admin import messages
from wagtail.admin.panels import ObjectList

from accounts.admin_helpers import (
    AdminMenu,
    RegisterCreate,
    RegisterEdit,
    RegisterForm,
    RegisterIndex,
    RegisterViewSet,
    TextColumn,
)
from accounts.enums import Language
from messaging.kinds import MessageKind, message_kinds, placeholders
from messaging.models import MessageTemplate
from messaging.previews import receivers_of
from messaging.services.queue import Letter, filled
from messaging.services.trials import send_trial

ALWAYS_FILLED = {"site": settings.SITE_NAME, "site_url": settings.SITE_URL}


class NobodyFound(ValueError):
    """The message cannot be shown as this receiver; the text says why."""


def offered_languages() -> list[tuple[str, Any]]:
    """The languages people choose from, each with its name: nobody gets a message in another."""
    return [(value, label) for value, label in Language.choices if value in dict(settings.LANGUAGES)]


def declared_kind(key: str) -> MessageKind | None:
    """The kind with this key; None when no app declares it any more."""
    return next((kind for kind in message_kinds() if kind.key == key), None)


def words_to_fill(kind: MessageKind | None) -> dict[str, str]:
    """The placeholders a text of the kind may hold, each with a sample of what takes its place."""
    return {**ALWAYS_FILLED, **(kind.words() if kind else {})}


def original(kind: MessageKind, language: str) -> Letter:
    """The wording that is in use where staff have written none."""
    with override(language):
        return Letter(str(kind.subject), str(kind.body))


class TemplateForm(RegisterForm):
    """A kind from the list, and only placeholders that the kind fills."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of message"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.key, kind.label) for kind in message_kinds()]
        if self.instance.pk:
            kind = declared_kind(self.instance.kind)
            choices = [(self.instance.kind, kind.label if kind else self.instance.kind)]
            self.fields["language"].disabled = True
            self._tell_words(kind)
        self.fields["language"].choices = offered_languages()
        self.fields["kind"].choices = choices
        self.fields["kind"].disabled = self.instance.pk is not None

    def _tell_words(self, kind: MessageKind | None) -> None:
        names = ", ".join(f"{{{name}}}" for name in sorted(words_to_fill(kind)))
        self.fields["body"].help_text = _("You may use: %(names)s") % {"names": names}

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        kind = declared_kind(facts.get("kind", ""))
        usable = words_to_fill(kind)
        for field in ("subject", "body"):
            unknown = sorted(placeholders(facts.get(field, "")) - set(usable))
            if unknown:
                self.add_error(
                    field,
                    _("This message has no such word to fill in: %(names)s. You may use: %(usable)s")
                    % {"names": ", ".join(unknown), "usable": ", ".join(sorted(usable))},
                )
        missing = sorted((kind.required if kind else frozenset()) - placeholders(facts.get("body", "")))
        if missing and "body" not in self.errors:
            names = ", ".join(f"{{{name}}}" for name in missing)
            self.add_error("body", _("The message is of no use without these words: %(names)s") % {"names": names})
        return facts

    def preview(self, asked: str) -> tuple[Letter, str]:
        """The typed wording as somebody would read it, and whom it shows. NobodyFound says why it cannot be."""
        kind = declared_kind(self.cleaned_data["kind"])
        facts, shown = words_to_fill(kind), _("A made-up person")
        if asked:
            found, shown = self._receiver(kind, asked)
            facts |= found
        return filled(self.cleaned_data["subject"], self.cleaned_data["body"], facts), shown

    def _receiver(self, kind: MessageKind | None, asked: str) -> tuple[dict[str, str], str]:
        receivers = receivers_of(kind) if kind else None
        if not receivers:
            raise NobodyFound(_("This message is shown with made-up facts only. Leave the field empty."))
        found = receivers.find(asked)
        if found is None:
            raise NobodyFound(_("Nobody who gets this message was found. Check the name or write the e-mail address."))
        with override(self.cleaned_data["language"]):
            return receivers.facts(found), receivers.label(found)


class ReceiverForm(forms.Form):
    """As whom a wording is read; no part of what is saved."""

    receiver = forms.CharField(
        label=gettext_lazy("Preview as"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("A name or an e-mail address. When this is empty, the preview shows a made-up person."),
    )


class WordingIndex(RegisterIndex):
    """Every kind in every language, with the wording that is in use."""

    results_template_name = "admin/wordings.html"
    add_url = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {(row.kind, row.language): row for row in MessageTemplate.objects.all()}
        may = self.permission_policy.user_has_permission(self.request.user, "change")
        languages, headings = zip(*offered_languages(), strict=True)
        rows = [
            (str(kind.label), [_wording(kind, language, own.get((kind.key, language)), may) for language in languages])
            for kind in message_kinds()
        ]
        return {**super().get_context_data(**kwargs), "headings": headings, "wordings": sorted(rows)}


def _wording(kind: MessageKind, language: str, own: MessageTemplate | None, may: bool) -> dict[str, Any]:
    if own:
        url = reverse("messagetemplate:edit", args=[own.pk])
    else:
        url = f"{reverse('messagetemplate:add')}?{urlencode({'kind': kind.key, 'language': language})}"
    return {"subject": _as_read(kind, own or original(kind, language)), "is_own": bool(own), "url": may and url}


def _as_read(kind: MessageKind, wording: MessageTemplate | Letter) -> str:
    """The subject with the sample's words; as it is written where an own one asks for a word of an older version."""
    try:
        return filled(wording.subject, "", words_to_fill(kind)).subject
    except KeyError:
        return wording.subject


class Tried:
    """Shows the typed wording as its receiver would read it, or sends it to its writer, before it is in use."""

    template_name = "admin/wording.html"
    request: HttpRequest

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") not in ("preview", "trial"):
            return super().post(request, *args, **kwargs)  # type: ignore[misc]
        self.object = self.get_object() if self.kwargs else None  # type: ignore[attr-defined]
        self.form = self.get_form()  # type: ignore[attr-defined]
        receiver = ReceiverForm(request.POST)
        shown = self._tried(self.form, receiver) if receiver.is_valid() and self.form.is_valid() else None
        return self.render_to_response(self.get_context_data(tried=shown, receiver_form=receiver))  # type: ignore[attr-defined]

    def _tried(self, form: TemplateForm, asked: ReceiverForm) -> dict[str, Any] | None:
        try:
            letter, receiver = form.preview(asked.cleaned_data["receiver"])
        except NobodyFound as refusal:
            asked.add_error("receiver", str(refusal))
            return None
        if self.request.POST["action"] == "trial":
            self._send(form, letter)
        return {"letter": letter, "receiver": receiver, "language": form.cleaned_data["language"]}

    def _send(self, form: TemplateForm, letter: Letter) -> None:
        kind, writer = declared_kind(form.cleaned_data["kind"]), self.request.user
        language = form.cleaned_data["language"]
        if kind and send_trial(kind, language, letter, to=writer, now=timezone.now()):
            told = _("A trial message goes to %(address)s within a minute. Nothing was saved.")
            messages.success(self.request, told % {"address": writer.mail_address})
        else:
            messages.error(self.request, _("You have no e-mail address to send a trial message to."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        form = context["form"]
        kind = declared_kind(form["kind"].value() or "")
        return {
            "receiver_form": ReceiverForm(),
            **context,
            "words": sorted(words_to_fill(kind).items()) if kind else [],
            "original": original(kind, form["language"].value() or Language.FINNISH) if kind else None,
        }


class WordingCreate(Tried, RegisterCreate):
    """Begins with the original wording of the kind that was pressed."""

    def get_initial_form_instance(self) -> MessageTemplate:
        kind = declared_kind(self.request.GET.get("kind", ""))
        language = self.request.GET.get("language", "")
        if not kind or language not in dict(offered_languages()):
            return MessageTemplate()
        text = original(kind, language)
        return MessageTemplate(kind=kind.key, language=language, subject=text.subject, body=text.body)


class WordingEdit(Tried, RegisterEdit):
    """Changes staff's own wording; deleting it brings the original back."""


class MessageTemplateViewSet(RegisterViewSet):
    """Staff's own wordings of messages beside the original ones."""

    model = MessageTemplate
    counted = ngettext_lazy("%(count)s message template", "%(count)s message templates", "count")
    icon = "edit"
    menu = AdminMenu.MESSAGES
    menu_order = 20
    explanation = gettext_lazy(
        "Every message the site sends, in each language. Press one to read it as its receiver does and to write it in "
        "your own words. The original comes back when you delete yours."
    )
    index_view_class = WordingIndex
    add_view_class = WordingCreate
    edit_view_class = WordingEdit
    list_display = ("subject", TextColumn("language", label=gettext_lazy("Language"), accessor="get_language_display"))

    def title_of(self, row: MessageTemplate) -> str:
        kind = declared_kind(row.kind)
        return str(kind.label) if kind else row.kind

    def get_edit_handler(self) -> ObjectList:
        return ObjectList(["kind", "language", "subject", "body"], base_form_class=TemplateForm).bind_to_model(
            self.model
        )
