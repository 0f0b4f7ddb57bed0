"""Sign-in by an e-mailed code: allauth's own views with our words where they say nothing."""

import time
from typing import Any

from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from allauth.account.forms import RequestLoginCodeForm
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.forms import PasswordSignInForm, SignInCodeForm, SignInCodeRequestForm
from accounts.queries import is_trainer

FEEDBACK = "/palaute/"  # where the survey of an app above is answered


def comes_to_answer(request: HttpRequest) -> bool:
    """Whether the person is on the way to an anonymous survey, and is told why it begins with signing in."""
    return FEEDBACK in request.GET.get("next", request.POST.get("next", ""))


class SignInView(allauth_views.LoginView):
    """The door: the code first, the password below it."""

    form_class = PasswordSignInForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A participant the admin sent here is told why; sending them back would go round for ever."""
        comes_from_admin = request.GET.get("next", "").startswith(reverse("wagtailadmin_home"))
        if comes_from_admin and request.user.is_authenticated and not is_trainer(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code_form = SignInCodeRequestForm(auto_id="id_code_%s")
        is_for_feedback = comes_to_answer(self.request)
        return {**super().get_context_data(**kwargs), "code_form": code_form, "is_for_feedback": is_for_feedback}


class RequestSignInCodeView(allauth_views.RequestLoginCodeView):
    """Mails a code; the same page, in the same time, for an address nobody has."""

    form_class = SignInCodeRequestForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "is_for_feedback": comes_to_answer(self.request)}

    def form_valid(self, form: RequestLoginCodeForm) -> HttpResponse:
        if form._user is None:
            get_adapter().spend_the_time_of_a_code(form.cleaned_data["email"])
        return super().form_valid(form)


class ConfirmSignInCodeView(allauth_views.ConfirmLoginCodeView):
    """Takes the code, and says so when it is too old."""

    form_class = SignInCodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().dispatch(request, *args, **kwargs)
        has_code = getattr(self, "_process", None) is not None
        if not has_code and response.url == reverse("account_request_login_code"):
            messages.error(request, _("The code is not valid any more. Ask for a new code."))
            return HttpResponseRedirect(self.passthrough_next_url(response.url))
        return response

    def _resend_form_valid(self, form: Form) -> HttpResponse:
        self._process.state["at"] = time.time()  # the mail promises the new code its own ten minutes
        if self._process.user is None:
            get_adapter().spend_the_time_of_a_code(self._process.state["email"])
        response = super()._resend_form_valid(form)
        messages.success(self.request, _("We sent a new code. The earlier one is not valid any more."))
        return response


def closed(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """A door that this site does not have."""
    raise Http404
