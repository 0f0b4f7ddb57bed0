"""A person, whether or not they ever sign in."""

import secrets
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.fields import FoldedCharField
from accounts.names import normalised


def new_secret() -> str:
    """192 random bits for an address nobody can guess."""
    return secrets.token_urlsafe(24)


class UserManager(BaseUserManager["User"]):
    """Creates persons together with allauth's e-mail row, without which the first sign-in is a dead end."""

    @transaction.atomic
    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> "User":
        """Store a person and the unverified primary address; the first one-time code verifies it."""
        user = self.model(email=email.strip().lower() if email else None, **fields)
        user.name = normalised(user.name)
        user.set_password(password) if password else user.set_unusable_password()
        user.save(using=self._db)
        if user.email:
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
        return user

    @transaction.atomic
    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store a person who may do everything, user management included.

        The address counts as shown to be theirs: whoever may run commands says so, and on a new site no mail goes yet.
        """
        fields.setdefault("name", email.partition("@")[0])
        user = self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})
        EmailAddress.objects.filter(user=user).update(verified=True)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person: participant, trainer or administrator. Never deleted, emptied in place.

    Personal data: name, e-mail, language, times of joining and last sign-in (erased with the account).
    """

    name = models.CharField(_("name"), max_length=150, help_text=_("In the form it is printed on a certificate."))
    name_folded = FoldedCharField(source="name")
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.FINNISH)
    email = models.EmailField(_("e-mail address"), null=True, blank=True, unique=True)
    contact_email = models.EmailField(
        _("contact address"),
        blank=True,
        help_text=_("For a person without an own address, for example a shared mailbox."),
    )
    calendar_secret = models.CharField(max_length=40, unique=True, default=new_secret, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from", editable=False
    )
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    idle_warnings = models.PositiveSmallIntegerField(default=0, editable=False)  # mails before an unused account closes
    idle_warned_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_staff = models.BooleanField(_("may use Django's own admin"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case"),
            models.CheckConstraint(condition=~models.Q(email=""), name="user_email_is_null_not_empty"),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("pk")),
                name="user_not_merged_into_self",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def shown_name(self) -> str:
        """The name, or words in its place once it has been erased."""
        return self.name or str(_("Name removed"))

    def get_full_name(self) -> str:
        """The name as printed on a certificate."""
        return self.name

    def get_short_name(self) -> str:
        """The whole name, as greetings say it: which part of a name somebody is called by cannot be known."""
        return self.name

    @property
    def first_name(self) -> str:
        """The whole name: Wagtail's menu calls the signed-in person by this, or else by the e-mail address."""
        return self.name

    @property
    def mail_address(self) -> str:
        """Where mail to this person goes; empty when the person has no address at all."""
        return self.email or self.contact_email
