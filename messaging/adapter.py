"""allauth's mail goes through the outbox: codes are tried at once, and a dead mail server never breaks a page."""

import logging
import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.db import connection, transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries import is_trainer
from messaging.models import Message
from messaging.services import send_now

logger = logging.getLogger(__name__)

CODE_LASTS = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
# Of staff (design/security.md §2); participants have SESSION_COOKIE_AGE and no other limit.
STAFF_SESSION_LASTS = timedelta(hours=24)
STAFF_MAY_IDLE = timedelta(hours=8)
STAFF_SEEN_AT = "staff_seen_at"  # in the session of staff: when they last did something, ISO 8601


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in of this site: nobody registers here, mail is a `Message`, staff sessions are short."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("This code does not work. If you asked for several, use the newest one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come in by enrolling or are added by staff: sign-up would tell strangers who is here."""
        return False

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail to the outbox and try it at once; what fails waits for `tick`."""
        message = self._write(template_prefix, email, context)
        if connection.in_atomic_block:  # another thread would not see the row yet
            _try(message.pk)
        else:
            # In the request a slow mail server would tell which addresses are known.
            threading.Thread(target=_try_and_close, args=(message.pk,), daemon=True).start()

    def spend_the_time_of_a_code(self, email: str) -> None:
        """Do for an unknown address what a known one costs, and leave nothing behind."""
        with transaction.atomic():
            self._write("account/email/login_code", email, {"code": self.generate_login_code()})
            transaction.set_rollback(True)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        self.limit_session(request, user)
        return response

    def limit_session(self, request: HttpRequest, user: User) -> None:
        """End a staff member's session a day after signing in, however busy it was, and after eight idle hours."""
        if is_trainer(user):
            now = timezone.now()
            request.session.set_expiry(now + STAFF_SESSION_LASTS)
            request.session[STAFF_SEEN_AT] = now.isoformat()

    def _write(self, template_prefix: str, email: str, context: dict[str, Any]) -> Message:
        now = timezone.now()
        site = {"current_site": get_current_site(self.request)} if self.request else {}
        is_code = "code" in context
        # The same look-up for a known and an unknown address: time must not tell them apart.
        person = context.get("user") or User.objects.filter(email=email.lower()).first()
        language = person.language if person else get_language() or settings.LANGUAGE_CODE
        with override(language):
            mail = self.render_mail(
                template_prefix, email, {"email": email, "support": settings.SUPPORT_EMAIL, **site, **context}
            )
        return Message.objects.create(
            kind=f"account.{template_prefix.rpartition('/')[2]}",
            recipient=None if is_code else person,
            address=email,
            language=language,
            subject=mail.subject[:200],
            body=mail.body,
            dedup_key=f"account:{uuid4()}",
            created_at=now,
            send_after=now,
            expires_at=now + CODE_LASTS if is_code else None,
            in_inbox=False,
        )


@receiver(authenticator_added)
def count_as_proof(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """The code just typed proves who is there; asking for another one before the recovery codes would be a dead end."""
    record_authentication(request, user, method="mfa", type=authenticator.type, reauthenticated=True)


def _try(key: int) -> None:
    message = Message.objects.filter(pk=key).first()
    if message:
        send_now(message, timezone.now())


def _try_and_close(key: int) -> None:
    try:
        _try(key)
    except Exception:  # the row stays queued, `tick` sends it
        logger.exception("Message %s could not be tried at once", key)
    finally:
        connection.close()
