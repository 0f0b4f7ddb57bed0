"""What the letters of this app are filled with."""

from enrollment.letters import EVERY_LETTER
from enrollment.services.announce import facts_of
from tests.clock import NOW


def test_every_letter_is_filled_with_the_words_staff_are_offered(aino):
    assert set(facts_of(aino.enrollment, NOW)) == EVERY_LETTER
