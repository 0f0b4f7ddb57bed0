"""One state of a component, and the long names every component must bear."""

from dataclasses import dataclass, field
from typing import Any

LONG_NAME = "Anna-Kaarina Kivimäki-Äyräväinen-Hyväntahtoinen"
LONG_ORGANISATION = "Pohjois-Pohjanmaan hyvinvointialueen lastensuojelun sosiaalityön arviointi- ja avohuoltoyksikkö"
LONG_TITLE = "Työntekijöiden hyvinvointi lastensuojelussa: kuormituksen tunnistaminen ja tiimin yhteinen palautuminen"
PLACE = "Etänä"


@dataclass(frozen=True)
class Example:
    """A component in one state: what the state is, and the context its template gets."""

    state: str
    context: dict[str, Any] = field(default_factory=dict)
