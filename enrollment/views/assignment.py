"""Writing and sending an assignment, and opening the files of answers. Others' answers and files answer 404."""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from enrollment.enums import CAN_BE_WRITTEN, UploadRefusal
from enrollment.forms import AnswerForm, FileAnswerForm
from enrollment.models import Submission
from enrollment.queries.files import files_open_to
from enrollment.queries.own import is_needless, own_page
from enrollment.services import (
    DraftChanged,
    OpenPage,
    SubmissionRefused,
    answer_storage,
    attach_file,
    record_download,
    remove_file,
    save_draft,
    send_submission,
    take_back_submission,
    unfit_to_send,
)
from enrollment.upload_handler import receives_files
from enrollment.uploads import UploadRefused
from enrollment.wording.own import due_sentence, not_saved_sentence, saved_sentence

logger = logging.getLogger(__name__)

# Whatever a browser makes of the file, it runs nothing and reaches nothing (security.md §2).
FILE_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


@login_required
@require_http_methods(["GET", "POST"])
@receives_files
def assignment_view(request: HttpRequest, enrollment_id: UUID, assignment_id: UUID) -> HttpResponse:
    """Instruction and answer; the draft and its files stay on the server."""
    submission = _own_submission(request, enrollment_id, assignment_id)
    form = _answer_form(request, submission)
    if request.method == "POST":
        try:
            answered = _answer(request, submission, form)
        except SubmissionRefused as refusal:
            return _refused(request, submission, form, refusal)
        if answered:
            return answered
    return _show_assignment(request, submission, form)


def _refused(
    request: HttpRequest, submission: Submission, form: AnswerForm, refusal: SubmissionRefused
) -> HttpResponse:
    """Say why, with what was typed still on the page; whoever has seen both texts decides with the next press."""
    if not request.accepts("text/html"):
        return JsonResponse({"saved": "", "told": not_saved_sentence(refusal)}, status=409)
    form.add_error(None if request.POST.get("action") == "take_back" else "text", str(refusal))
    return _show_assignment(request, submission, form, is_changed=isinstance(refusal, DraftChanged))


def _open_page(request: HttpRequest) -> OpenPage:
    """The page that was open, as its form says; a form without it is one of no page."""
    seen = request.POST.get("seen", "")
    return OpenPage(request.POST.get("page", "")[:32], int(seen[:9]) if seen.isdecimal() else 0)


def _own_submission(request: HttpRequest, enrollment_id: UUID, assignment_id: UUID) -> Submission:
    """The person's answer; an address from before a change of group leads to the answer that went along."""
    submissions = Submission.objects.select_related("enrollment__person").prefetch_related(
        "assignment", "files", "turns__files"
    )
    ticket = request.user.enrollments.filter(pk=enrollment_id).values("ticket")
    own = submissions.filter(enrollment__person=request.user, enrollment__ticket__in=ticket, assignment=assignment_id)
    found = own.order_by("-enrollment__created_at").first()
    if found is None:
        raise Http404
    return found


def _answer_form(request: HttpRequest, submission: Submission) -> AnswerForm:
    limit = submission.assignment.file_limit
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    options: dict[str, Any] = {"sending": request.POST.get("action") == "send", "initial": {"text": submission.text}}
    if limit:
        has_files = any(file.is_attached for file in submission.files.all())
        refused = request.answer_uploads.refused
        return FileAnswerForm(*posted, limit=limit, has_files=has_files, refused=refused, **options)
    return AnswerForm(*posted, **options)


def _answer(request: HttpRequest, submission: Submission, form: AnswerForm) -> HttpResponse | None:
    """Do what was pressed; None when something has to be corrected first."""
    now, action = timezone.now(), request.POST.get("action", "")
    if action == "take_back":
        take_back_submission(submission, now=now)
        messages.info(request, _("Your answer is a draft again. Remember to send it."))
        return _back(submission)
    is_right = form.is_valid()
    if action == "send" and "text" in form.cleaned_data and (told := unfit_to_send(form.cleaned_data["text"])):
        form.add_error("text", told)
        is_right = False
    if isinstance(form, FileAnswerForm):
        return _answer_with_files(request, submission, form, now)
    if not is_right:
        return None
    return _send(request, submission, form, now) if action == "send" else _save(request, submission, form, now)


def _answer_with_files(
    request: HttpRequest, submission: Submission, form: FileAnswerForm, now: datetime
) -> HttpResponse | None:
    """The same of an answer with files: whatever can be kept is kept, though something else has to be corrected."""
    is_sending, removed = request.POST.get("action") == "send", _file_id(request.POST.get("remove", ""))
    changed = None if is_sending else _save_unless_changed(request, submission, form, now)
    if removed:
        remove_file(submission, removed, now=now)
        messages.info(request, _("The file was removed from your answer."))
    added = _attach(submission, form, now)
    if changed:
        raise changed
    if form.errors:
        return None
    if is_sending:
        return _send(request, submission, form, now)
    if added:
        text = ngettext("%(count)s file was added to your answer.", "%(count)s files were added to your answer.", added)
        messages.success(request, text % {"count": added})
    return _back(submission) if added or removed else _saved(request, submission, now)


def _save_unless_changed(
    request: HttpRequest, submission: Submission, form: AnswerForm, now: datetime
) -> DraftChanged | None:
    """Save the text where it can be; a draft changed elsewhere is told after the files have been kept."""
    try:
        if "text" in form.cleaned_data:
            save_draft(submission, form.cleaned_data["text"], now=now, page=_open_page(request))
    except DraftChanged as changed:
        return changed
    return None


def _attach(submission: Submission, form: FileAnswerForm, now: datetime) -> int:
    """Keep the files that can be kept and tell of the others at their field; returns how many were kept."""
    added = 0
    for upload in form.uploads:
        try:
            attach_file(submission, upload, now=now)
        except UploadRefused as refusal:
            form.refused.append(refusal)
            form.add_error("added", str(refusal))
        else:
            added += 1
    return added


def _file_id(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _send(request: HttpRequest, submission: Submission, form: AnswerForm, now: datetime) -> HttpResponse:
    send_submission(submission, form.cleaned_data["text"], now=now, page=_open_page(request))
    messages.success(request, _("Your answer has been sent. The trainer usually goes through it within a week."))
    return _back(submission)


def _save(request: HttpRequest, submission: Submission, form: AnswerForm, now: datetime) -> HttpResponse:
    save_draft(submission, form.cleaned_data["text"], now=now, page=_open_page(request))
    return _saved(request, submission, now)


def _saved(request: HttpRequest, submission: Submission, now: datetime) -> HttpResponse:
    saved = saved_sentence(now, now)
    if not request.accepts("text/html"):
        return JsonResponse({"saved": saved})
    messages.success(request, saved)
    return _back(submission)


def _back(submission: Submission) -> HttpResponse:
    return redirect("assignment", submission.enrollment_id, submission.assignment_id)


def _show_assignment(
    request: HttpRequest, submission: Submission, form: AnswerForm, *, is_changed: bool = False
) -> HttpResponse:
    if not request.accepts("text/html"):
        told = " ".join(message for messages in form.errors.values() for message in messages)
        return JsonResponse({"saved": "", "told": told}, status=409)
    if request.method == "POST":  # files may have come or gone
        submission = _own_submission(request, submission.enrollment_id, submission.assignment_id)
    now = timezone.now()
    can_write, turns = submission.state in CAN_BE_WRITTEN, list(submission.turns.all())[::-1]
    is_new, typed = is_changed or request.method == "GET", request.POST.get("text", "")
    opened = OpenPage(uuid4().hex, submission.version) if is_new else _open_page(request)
    files = [file for file in submission.files.all() if file.is_attached]
    context = {
        "submission": submission,
        "assignment": submission.assignment,
        "form": form,
        "files": files,
        "has_room": len(files) < submission.assignment.file_limit,
        "turns": turns if can_write else turns[1:],  # the newest is on the page itself
        "can_write": can_write,
        "opened": opened,
        "is_changed": is_changed,
        "unsaved": "" if can_write or typed == submission.text else typed,
        "due": due_sentence(submission, now),
        "saved": saved_sentence(submission.saved_at, now) if submission.saved_at else "",
        "is_needless": is_needless(submission),
        "is_in_vain": can_write and own_page(submission.enrollment).is_out_of_reach,
    }
    return render(request, "enrollment/assignment.html", context, status=_status(form))


def _status(form: AnswerForm) -> int:
    refused = form.refused if isinstance(form, FileAnswerForm) else []
    return 503 if any(each.reason == UploadRefusal.NOT_STORED for each in refused) else 200


@login_required
@require_safe
def file_view(request: HttpRequest, file_id: UUID) -> FileResponse:
    """One file of an answer, to be saved and never shown in the browser; opened by staff it leaves a trace."""
    files = (
        files_open_to(request.user)
        .select_related("submission__enrollment__person")
        .prefetch_related("submission__assignment")
    )
    file = get_object_or_404(files, pk=file_id)
    try:
        content = answer_storage().open(file.key)
    except FileNotFoundError:
        logger.exception("The bytes of file %s are missing", file.pk)
        raise Http404 from None
    record_download(request.user, file, now=timezone.now())
    response = FileResponse(content, as_attachment=True, filename=file.name, content_type=file.content_type)
    for name, value in FILE_HEADERS.items():
        response[name] = value
    return response
