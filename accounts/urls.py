"""Everything under /tili/. Only the doors of allauth that this site has: no sign-up, password reset or e-mail page."""

from allauth.account import views as allauth_views
from django.urls import include, path

from accounts.views import sign_in

urlpatterns = [
    path("login/", sign_in.SignInView.as_view(), name="account_login"),
    path("login/code/", sign_in.RequestSignInCodeView.as_view(), name="account_request_login_code"),
    path("login/code/confirm/", sign_in.ConfirmSignInCodeView.as_view(), name="account_confirm_login_code"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("confirm-email/", allauth_views.email_verification_sent, name="account_email_verification_sent"),
    path("password/change/", allauth_views.password_change, name="account_change_password"),
    path("password/set/", allauth_views.password_set, name="account_set_password"),
    path("2fa/", include("allauth.mfa.urls")),
    # Doors allauth's own redirects know by name; behind them is nothing.
    path("signup/", sign_in.closed, name="account_signup"),
    path("email/", sign_in.closed, name="account_email"),
    path("password/reset/", sign_in.closed, name="account_reset_password"),
]
