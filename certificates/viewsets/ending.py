"""Asking why a certificate ends, and what comes in its place."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from certificates.enums import CertificateStatus, EndReason
from certificates.models import Certificate, CertificateTemplate
from certificates.queries import newest_templates
from certificates.services import (
    REPLACEMENT_REASONS,
    REVOCATION_REASONS,
    CertificateRefused,
    replace,
    require_replaceable,
    require_valid,
    revoke,
)
from certificates.viewsets.papers import template_name


class EndingForm(forms.Form):
    """Why a certificate ends; never shown outside staff."""

    reasons: ClassVar[Sequence[EndReason]] = REVOCATION_REASONS
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        error_messages={"required": gettext_lazy("Choose the reason.")},
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("In your own words"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Only staff see this."),
    )

    def __init__(self, certificate: Certificate, *args: Any) -> None:
        super().__init__(*args)
        self.fields["reason"].choices = [(reason.value, reason.label) for reason in self.reasons]


class TemplateChoice(forms.ModelChoiceField):
    """Papers by their key, version and language in words."""

    def label_from_instance(self, template: CertificateTemplate) -> str:
        return template_name(template)


class ReplacementForm(EndingForm):
    """Why a new one is made and on which paper; one that was revoked has its reason already."""

    reasons = REPLACEMENT_REASONS
    template = TemplateChoice(
        CertificateTemplate.objects.none(),
        label=gettext_lazy("Certificate template"),
        empty_label=None,
        help_text=gettext_lazy("The template decides the language of the certificate."),
    )

    def __init__(self, certificate: Certificate, *args: Any) -> None:
        super().__init__(certificate, *args)
        self.fields["template"].queryset = newest_templates(certificate.template.key)
        newest = self.fields["template"].queryset.filter(language=certificate.language).first()
        self.initial["template"] = newest.pk if newest else None
        if certificate.status == CertificateStatus.REVOKED:
            del self.fields["reason"], self.fields["note"]


class Question:
    """A form before something that cannot be taken back: what it is about, why, and then the deed."""

    form_class: ClassVar[type[EndingForm]]
    title: ClassVar[Any]
    warning: ClassVar[Any]
    refused: ClassVar[Any]
    is_serious = False

    def __init__(self, certificate: Certificate, facts: Sequence[tuple[str, str]]) -> None:
        self.certificate, self.facts = certificate, facts

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The form, with what was typed and its faults; after a whole one the deed, then the certificate's page.

        That page at once, with the reason, where it cannot be done (any more).
        """
        form = self.form_class(self.certificate, request.POST if request.method == "POST" else None)
        try:
            self.require(self.certificate)
            if form.is_valid():
                return redirect("certificate:inspect", self.carry_out(request, form.cleaned_data).pk)
        except CertificateRefused as refusal:
            if refusal.field not in form.fields:
                messages.error(request, str(refusal.message))
                return redirect("certificate:inspect", self.certificate.pk)
            form.add_error(refusal.field, str(refusal.message))
        if form.is_bound:
            messages.validation_error(request, self.refused, form)
        return render(request, "admin/ask_reason.html", self._context(form))

    def require(self, certificate: Certificate) -> None:
        """Raise CertificateRefused where it cannot be done at all, whatever is answered."""
        raise NotImplementedError

    def carry_out(self, request: HttpRequest, facts: dict[str, Any]) -> Certificate:
        """Do it and say so; returns the certificate to show next. Raises CertificateRefused."""
        raise NotImplementedError

    def _context(self, form: EndingForm) -> dict[str, Any]:
        return {
            "form": form,
            "subtitle": self.certificate.snapshot.get("name", ""),
            "facts": self.facts,
            "warning": self.warning,
            "is_serious": self.is_serious,
            "back": reverse("certificate:inspect", args=[self.certificate.pk]),
            "header_title": self.title,
            "page_title": self.title,
        }


class Revoking(Question):
    """The certificate is void, and nothing comes in its place."""

    form_class = EndingForm
    title = gettext_lazy("Revoke the certificate")
    refused = gettext_lazy("The certificate was not revoked.")
    is_serious = True
    warning = gettext_lazy(
        "The public page will say that the certificate is not valid, and the file is no longer given. This cannot be "
        "undone."
    )

    def require(self, certificate: Certificate) -> None:
        require_valid(certificate)

    def carry_out(self, request: HttpRequest, facts: dict[str, Any]) -> Certificate:
        ended = revoke(
            self.certificate, by=request.user, reason=facts["reason"], note=facts["note"], now=timezone.now()
        )
        messages.success(request, _("The certificate is no longer valid."))
        return ended


class Replacing(Question):
    """A new certificate with a new ID, with the holder's name as it is now."""

    form_class = ReplacementForm
    title = gettext_lazy("Replace the certificate")
    refused = gettext_lazy("The certificate was not replaced.")
    warning = gettext_lazy(
        "A new certificate with a new ID is made. It says the holder's name and the details of the run as they are "
        "now, so correct them first. The holder is told. The old one can no longer be used, and this cannot be undone."
    )

    def require(self, certificate: Certificate) -> None:
        require_replaceable(certificate)

    def _context(self, form: EndingForm) -> dict[str, Any]:
        facts = [*self.facts, (_("Name on the new certificate"), self.certificate.enrollment.person.name)]
        return super()._context(form) | {"facts": facts}

    def carry_out(self, request: HttpRequest, facts: dict[str, Any]) -> Certificate:
        new = replace(
            self.certificate,
            by=request.user,
            template=facts["template"],
            reason=facts.get("reason", ""),
            note=facts.get("note", ""),
            now=timezone.now(),
        )
        messages.success(request, _("The new certificate is being made. The holder gets it by e-mail within a minute."))
        return new
