"""Who is told, in words."""

from cases.domain.types import LadderStep
from cases.queries.told import ladder_words
from network.domain.terms import LadderRole


def test_a_ladder_reads_like_a_plan() -> None:
    ladder = (
        LadderStep(LadderRole.REMINDER, 0),
        LadderStep(LadderRole.DEPUTY, 5),
        LadderStep(LadderRole.OFFICE_HEAD, 60),
        LadderStep(LadderRole.FALLBACK_OFFICE, 121),
    )

    assert ladder_words(ladder) == (
        "sofort: Erinnerung",
        "nach 5 Minuten: Vertretung",
        "nach 1 Stunde: Leitung",
        "nach 2 Stunden 1 Minute: Auffangstelle",
    )
