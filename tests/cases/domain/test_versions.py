"""May a page's writing be kept, or would it overwrite another's?"""

import pytest

from cases.domain.versions import Verdict, Writing, judge

LAST = (7, "left", 3)


@pytest.mark.parametrize(
    ("writing", "verdict"),
    [
        pytest.param(Writing(7, "right", 1), Verdict.KEEP, id="made-from-the-last-change"),
        pytest.param(Writing(9, "right", 1), Verdict.KEEP, id="other-steps-changed-since"),
        pytest.param(Writing(6, "right", 1), Verdict.CONFLICT, id="older-than-the-last-change"),
        pytest.param(Writing(0, "", 0), Verdict.CONFLICT, id="says-nothing-of-itself"),
        pytest.param(Writing(5, "left", 4), Verdict.KEEP, id="answer-of-the-own-writing-got-lost"),
        pytest.param(Writing(5, "left", 3), Verdict.KEEP, id="the-same-writing-again"),
        pytest.param(Writing(5, "left", 2), Verdict.LATE, id="overtaken-by-the-own-next"),
        pytest.param(Writing(5, "left", 0), Verdict.KEEP, id="same-page-without-script"),
    ],
)
def test_who_wrote_last_decides(writing: Writing, verdict: Verdict) -> None:
    assert judge(LAST, is_same=False, writing=writing) is verdict


def test_saying_the_same_is_never_a_conflict() -> None:
    assert judge(LAST, is_same=True, writing=Writing()) is Verdict.SAME


def test_the_first_writing_is_kept() -> None:
    assert judge(None, is_same=False, writing=Writing()) is Verdict.KEEP


def test_a_nameless_page_is_not_taken_for_another_nameless_one() -> None:
    assert judge((7, "", 0), is_same=False, writing=Writing(6, "", 0)) is Verdict.CONFLICT
