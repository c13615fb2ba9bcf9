"""Every municipality has exactly one office on every day: the database says so, not the program."""

from datetime import date
from threading import Event, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import ProtectedError

from network.models import Municipality, Territory, YouthOffice
from tests.factories import network as make

Y2020, Y2024, Y2026, Y2028 = (date(year, 1, 1) for year in (2020, 2024, 2026, 2028))

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> YouthOffice:
    return make.make_office("hier")


@pytest.fixture
def other() -> YouthOffice:
    return make.make_office("dort")


@pytest.fixture
def place(office: YouthOffice) -> Municipality:
    return make.make_municipality("05382012", "Bornheim", office=office, since=Y2020)


def commit() -> None:
    """What the end of a transaction would check."""
    connection.check_constraints()


def serve(place: Municipality, office: YouthOffice, since: date, until: date | None) -> Territory:
    return Territory.objects.create(
        municipality=place, office=office, validity=DateRange(since, until)
    )


def shorten(place: Municipality, until: date) -> None:
    Territory.objects.filter(municipality=place).update(validity=DateRange(Y2020, until))


def test_a_change_of_office_without_gap_or_overlap_is_fine(
    place: Municipality, other: YouthOffice
) -> None:
    shorten(place, Y2026)
    serve(place, other, Y2026, None)
    commit()

    assert [row.office.key for row in Territory.objects.valid_on(Y2024)] == ["hier"]
    assert [row.office.key for row in Territory.objects.valid_on(Y2026)] == ["dort"]


@pytest.mark.parametrize(
    ("since", "until"), [(Y2024, None), (Y2024, Y2026), (date(2010, 1, 1), Y2024)]
)
def test_an_overlap_is_refused_at_once(
    place: Municipality, other: YouthOffice, since: date, until: date | None
) -> None:
    with pytest.raises(IntegrityError, match="territory_has_one_office_at_a_time"):
        serve(place, other, since, until)


def test_the_same_office_twice_at_a_time_is_an_overlap_too(
    place: Municipality, office: YouthOffice
) -> None:
    with pytest.raises(IntegrityError, match="territory_has_one_office_at_a_time"):
        serve(place, office, Y2024, None)


def test_an_overlap_is_told_in_german(place: Municipality, other: YouthOffice) -> None:
    row = Territory(municipality=place, office=other, validity=DateRange(Y2024, None))

    with pytest.raises(ValidationError, match="in dieser Zeit schon ein Jugendamt eingetragen"):
        row.full_clean()


@pytest.mark.parametrize("validity", [DateRange(None, Y2024), DateRange(empty=True)])
def test_a_validity_has_a_first_day(
    place: Municipality, other: YouthOffice, validity: DateRange
) -> None:
    Territory.objects.filter(municipality=place).update(validity=DateRange(Y2026, None))

    with pytest.raises(IntegrityError, match="territory_validity_is_sound"):
        Territory.objects.create(municipality=place, office=other, validity=validity)


def test_a_hole_is_refused_at_the_end_of_the_transaction(
    place: Municipality, other: YouthOffice
) -> None:
    shorten(place, Y2026)
    serve(place, other, Y2028, None)

    with pytest.raises(IntegrityError, match="Für Bornheim gibt es Tage ohne Jugendamt"):
        commit()


def test_an_end_without_a_successor_is_refused(place: Municipality) -> None:
    shorten(place, Y2026)

    with pytest.raises(IntegrityError, match="Für Bornheim endet die Zuständigkeit"):
        commit()


def test_the_last_territory_of_a_municipality_cannot_be_deleted(place: Municipality) -> None:
    Territory.objects.filter(municipality=place).delete()

    with pytest.raises(IntegrityError, match="Für Bornheim ist kein Jugendamt eingetragen"):
        commit()


def test_one_in_the_middle_cannot_be_deleted(place: Municipality, other: YouthOffice) -> None:
    shorten(place, Y2024)
    middle = serve(place, other, Y2024, Y2026)
    serve(place, other, Y2026, None)
    commit()

    middle.delete()

    with pytest.raises(IntegrityError, match="Tage ohne Jugendamt"):
        commit()


def test_a_territory_cannot_be_moved_away_to_another_municipality(
    place: Municipality, office: YouthOffice
) -> None:
    elsewhere = make.make_municipality("05382060", "Siegburg", office=office, since=Y2026)
    shorten(place, Y2024)
    tail = serve(place, office, Y2024, None)
    commit()

    Territory.objects.filter(pk=tail.pk).update(
        municipality=elsewhere, validity=DateRange(Y2024, Y2026)
    )

    with pytest.raises(IntegrityError, match="Für Bornheim endet die Zuständigkeit"):
        commit()


def test_a_municipality_without_an_office_is_refused() -> None:
    Municipality.objects.create(ags="05382004", name="Alfter", kind="Gemeinde")

    with pytest.raises(IntegrityError, match="Für Alfter ist kein Jugendamt eingetragen"):
        commit()


def test_a_municipality_and_its_territories_may_go_together(place: Municipality) -> None:
    Territory.objects.filter(municipality=place).delete()
    place.delete()

    commit()

    assert not Municipality.objects.exists()


def test_an_office_that_serves_cannot_be_deleted(place: Municipality, office: YouthOffice) -> None:
    with pytest.raises(ProtectedError):
        office.delete()


@pytest.mark.django_db(transaction=True)
def test_a_hole_undoes_its_whole_transaction() -> None:
    here, there = make.make_office("hier"), make.make_office("dort")
    place = make.make_municipality("05382012", "Bornheim", office=here, since=Y2020)

    @transaction.atomic
    def leave_a_hole() -> None:
        shorten(place, Y2026)
        serve(place, there, Y2028, None)

    with pytest.raises(IntegrityError):
        leave_a_hole()

    assert Territory.objects.get().validity == DateRange(Y2020, None)


@pytest.mark.django_db(transaction=True)
def test_two_transactions_that_are_sound_alone_cannot_leave_a_hole_together() -> None:
    here = make.make_office("hier")
    place = make.make_municipality("05382012", "Bornheim", office=here, since=Y2020)
    shorten_and_follow(place, here)
    ours_is_checked, faults = Event(), []

    def add_an_earlier_start() -> None:
        try:
            with transaction.atomic():
                serve(place, here, date(2010, 1, 1), Y2020)
                ours_is_checked.wait(timeout=10)
                commit()
        except IntegrityError as fault:
            faults.append(str(fault))
        finally:
            connection.close()

    rival = Thread(target=add_an_earlier_start)
    with transaction.atomic():
        Territory.objects.get(validity__startswith=Y2020).delete()
        rival.start()
        commit()
        ours_is_checked.set()
        rival.join(timeout=0.3)
        assert rival.is_alive(), "the rival waits for our transaction"
    rival.join(timeout=10)

    assert len(faults) == 1
    assert "Für Bornheim gibt es Tage ohne Jugendamt" in faults[0]


def shorten_and_follow(place: Municipality, office: YouthOffice) -> None:
    """Two territories, one after the other."""
    with transaction.atomic():
        shorten(place, Y2024)
        serve(place, office, Y2024, None)
