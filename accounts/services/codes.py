"""A code mailed to an address and typed here: it proves who is at the keyboard, or whose an address is.

Only a hash of the code lies in the session; it lives ten minutes and three tries.
"""

from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.services.limits import count_try

LASTS = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
MOST_TRIES = 3  # of one code
MOST_CODES = 8  # of one person in an hour
CONFIRMED_FOR = timedelta(minutes=15)  # long enough to read what is erased, too short for a forgotten screen
CODE_KEY, CONFIRMED_KEY = "own_code", "own_confirmed_at"
CONFIRM = "confirm"  # the purpose of a code that shows who is there
ADDRESS = "address"  # the purpose of a code that shows whose an address is
_MAILS = {CONFIRM: "own_data_code", ADDRESS: "own_address_code"}  # the second may reach a stranger


class TooManyCodes(Exception):
    """The person has asked for too many codes within the hour."""


def send_code(request: HttpRequest, purpose: str, address: str, now: datetime) -> None:
    """Mail a new code; an earlier one is of no use any more. Raises TooManyCodes."""
    _count(request, now)
    code = get_adapter().generate_login_code()
    _remember(request, purpose, address, code, now)
    get_adapter().send_mail(f"account/email/{_MAILS[purpose]}", address, {"code": code})


def pretend_to_send(request: HttpRequest, purpose: str, address: str, now: datetime) -> None:
    """Do the same for an address that is somebody else's: it gets an explanation instead of a code."""
    _count(request, now)
    _remember(request, purpose, address, get_adapter().generate_login_code(), now)
    get_adapter().send_mail("account/email/address_taken", address, {})


def _count(request: HttpRequest, now: datetime) -> None:
    if not count_try(f"own-code:{request.user.pk}", now, most=MOST_CODES, window=3600):
        raise TooManyCodes


def _remember(request: HttpRequest, purpose: str, address: str, code: str, now: datetime) -> None:
    request.session[CODE_KEY] = {
        "purpose": purpose,
        "address": address,
        "hash": _hashed(code),
        "until": (now + LASTS).timestamp(),
        "tries": 0,
    }


def _hashed(code: str) -> str:
    plain = "".join(character for character in code.upper() if character.isalnum())
    return salted_hmac("accounts.own_code", plain, algorithm="sha256").hexdigest()


def waiting_address(request: HttpRequest, purpose: str, now: datetime) -> str:
    """The address a code of this purpose was mailed to and has not been typed from; empty when none is good."""
    state = request.session.get(CODE_KEY) or {}
    return state["address"] if state.get("purpose") == purpose and now.timestamp() <= state["until"] else ""


def take_code(request: HttpRequest, purpose: str, typed: str, now: datetime) -> str:
    """The address whose code was typed, which uses the code up; empty for a wrong one, and the third ends it."""
    address = waiting_address(request, purpose, now)
    if not address:
        return ""
    state = request.session[CODE_KEY]
    if constant_time_compare(state["hash"], _hashed(typed)):
        del request.session[CODE_KEY]
        return address
    state["tries"] += 1
    if state["tries"] >= MOST_TRIES:
        del request.session[CODE_KEY]
    request.session.modified = True
    return ""


def confirm(request: HttpRequest, now: datetime) -> None:
    """Remember that the person at the keyboard has just shown who they are."""
    request.session[CONFIRMED_KEY] = now.timestamp()


def is_confirmed(request: HttpRequest, now: datetime) -> bool:
    """Whether a code was typed in this session within the last quarter of an hour: here, or at signing in.

    Of the codes at signing in only one mailed where messages go counts: an earlier address may be another's by now.
    """
    typed_at = [request.session.get(CONFIRMED_KEY, 0), *_codes_at_sign_in(request)]
    return any(0 <= now.timestamp() - each <= CONFIRMED_FOR.total_seconds() for each in typed_at)


def _codes_at_sign_in(request: HttpRequest) -> list[float]:
    person = request.user
    if not person.is_authenticated:
        return []
    records = get_authentication_records(request, person)
    return [each["at"] for each in records if each["method"] == "code" and each.get("email") == person.email]
