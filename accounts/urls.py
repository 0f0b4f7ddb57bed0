"""Everything under /tili/. What allauth offers and this site does not want answers 404 by an earlier route."""

from django.urls import include, path, re_path

from accounts import views

urlpatterns = [
    path("login/", views.SignInView.as_view(), name="account_login"),
    path("login/code/", views.RequestSignInCodeView.as_view(), name="account_request_login_code"),
    path("login/code/confirm/", views.ConfirmSignInCodeView.as_view(), name="account_confirm_login_code"),
    path("signup/", views.closed),
    path("email/", views.closed),
    re_path(r"^password/reset/", views.closed),
    path("", include("allauth.urls")),
]
