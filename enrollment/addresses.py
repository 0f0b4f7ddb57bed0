"""Catching a mistyped e-mail address before it is written to (journeys S2). Pure."""

from difflib import get_close_matches

# Where participants' addresses end: big public mail services and the ending people forget.
COMMON_DOMAINS = (
    "gmail.com", "hotmail.com", "outlook.com", "icloud.com", "yahoo.com", "live.com", "hotmail.fi", "outlook.fi",
    "luukku.com", "kolumbus.fi", "edu.hel.fi", "kuopio.fi", "jyvaskyla.fi", "joensuu.fi", "oulu.fi", "pohde.fi",
    "pshyvinvointialue.fi", "hyvaks.fi", "siunsote.fi", "lapha.fi", "soite.fi",
)  # fmt: skip
SIMILAR = 0.85  # share of letters in common; gmial.com and gmail.com have 0.89


def suggested_address(email: str) -> str:
    """The address that was probably meant, or an empty string when nothing looks mistyped."""
    local, _at, domain = email.rpartition("@")
    if domain in COMMON_DOMAINS:
        return ""
    closest = get_close_matches(domain, COMMON_DOMAINS, n=1, cutoff=SIMILAR)
    return f"{local}@{closest[0]}" if closest else ""
