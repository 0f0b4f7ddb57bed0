"""Writing to a group of a run: to whom, what, how it reads, and only then sending."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from accounts.models import Sector
from courses.models import CourseRun
from enrollment.enums import EnrollmentState
from enrollment.models import Enrollment
from enrollment.previews import note_to
from enrollment.queries.groups import counts_by_state, group_of
from enrollment.queries.roles import may
from enrollment.rights import Right
from enrollment.services.writing import write_to


class WritingForm(forms.Form):
    """To whom and what; `key` makes a second press of the same form write to nobody."""

    states = forms.MultipleChoiceField(
        label=gettext_lazy("To whom"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose to whom you write.")},
    )
    sector = forms.ModelChoiceField(
        label=gettext_lazy("Sector"),
        queryset=Sector.objects.all(),
        required=False,
        empty_label=gettext_lazy("Every sector"),
    )
    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=60,
        help_text=gettext_lazy("At most 60 characters, so that it is seen whole on a phone."),
        error_messages={"required": gettext_lazy("Write the subject.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=5000,
        widget=forms.Textarea({"rows": 8}),
        help_text=gettext_lazy(
            "The greeting, the training, the way to the own page and the contact person are added by the site. Write "
            "nothing that could tell who a client is."
        ),
        error_messages={"required": gettext_lazy("Write the message.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, run: CourseRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run = run
        labels = dict(EnrollmentState.choices)
        self.fields["states"].choices = [  # type: ignore[attr-defined]
            (state, f"{labels[state]} ({count})") for state, count in counts_by_state(run).items()
        ]

    def receivers(self) -> QuerySet[Enrollment]:
        """Those who were chosen. Ask a valid form."""
        return group_of(self.run, self.cleaned_data["states"], self.cleaned_data["sector"])

    def digest(self, count: int) -> str:
        """What a preview carries back: nothing goes out that has not been read as it is sent, to as many people."""
        facts = [self.cleaned_data["subject"], self.cleaned_data["text"], *self.cleaned_data["states"]]
        return salted_hmac("writing", "\0".join([*facts, str(self.cleaned_data["sector"]), str(count)])).hexdigest()


def write_view(request: HttpRequest, pk: UUID, *, runs: QuerySet[CourseRun]) -> HttpResponse:
    """The form; after `preview` how it reads and to how many it goes; after `send` it is on its way."""
    run = get_object_or_404(runs, pk=pk)
    if not may(request.user, Right.WRITE_TO, run):
        raise Http404
    if request.method != "POST":
        form = WritingForm(run=run, initial={"states": [EnrollmentState.CONFIRMED], "key": uuid4()})
        return render(request, "admin/write_to_run.html", _context(run, form))
    form = WritingForm(request.POST, run=run)
    if not form.is_valid():
        return render(request, "admin/write_to_run.html", _context(run, form))
    count = form.receivers().count()
    if not count:
        form.add_error("sector", _("Nobody you chose is of this sector."))
    elif request.POST.get("action") == "send" and request.POST.get("seen") == form.digest(count):
        return _send(request, run, form)
    elif request.POST.get("action") == "send":
        messages.warning(
            request, _("The text or the number of receivers has changed. Check the preview and send again.")
        )
    return render(request, "admin/write_to_run.html", _context(run, form, count))


def _send(request: HttpRequest, run: CourseRun, form: WritingForm) -> HttpResponse:
    facts = form.cleaned_data
    batch = write_to(
        run,
        form.receivers(),
        facts["subject"],
        facts["text"],
        key=facts["key"],
        by=request.user,
        now=timezone.now(),
    )
    told = ngettext(
        "The message goes to %(count)s person within a minute.",
        "The message goes to %(count)s people within a minute.",
        batch.count,
    )
    messages.success(request, told % {"count": batch.count})
    return redirect("courserun:inspect", run.pk)


def _context(run: CourseRun, form: WritingForm, count: int = 0) -> dict[str, Any]:
    title = _("Write to participants")
    first = form.receivers().select_related("person").first() if count else None
    if first:
        first.run = run
    return {
        "run": run,
        "form": form,
        "count": count,
        "seen": form.digest(count) if count else "",
        "receiver": first.shown_name if first else "",
        "language": first.person.language if first else "",
        "letter": note_to(first, form.cleaned_data["subject"], form.cleaned_data["text"]) if first else None,
        "back": reverse("courserun:inspect", args=[run.pk]),
        "page_title": title,
        "header_title": title,
    }
