"""Finding what looks like somebody's identity in a text. Pure; the text goes nowhere (security.md §5.2)."""

import re

# ddmmyy, century sign, three digits and a check character (Digital and Population Data Services Agency).
_IDENTITY_CODE = re.compile(r"(?<!\d)[0-3]\d[01]\d{3}[-+A-FU-Y]\d{3}[0-9A-Y](?![0-9A-Z])", re.IGNORECASE)
# +358 or a leading 0 and 7-11 more digits, spaces and dashes allowed: telephone numbers used in Finland. An area code
# never begins with 0, and neither 01-02-2021 nor the end of 978-0-306-40615-7 is a number to call.
_PHONE = re.compile(
    r"(?<![\w+])(?<!\d[.-])(?!\d\d[ -]\d\d[ -](?:19|20)\d\d(?!\d))"
    r"(?:(?:\+|00)358[ \xa0-]?(?:\(0\)[ \xa0-]?)?(?=[1-9])|0(?=[1-9]))(?:\d[ \xa0-]?){6,10}\d(?!\w)"
)


def looks_like_a_person(text: str) -> bool:
    """Whether the text holds something like a personal identity code or a phone number."""
    return bool(_IDENTITY_CODE.search(text) or _PHONE.search(text))
