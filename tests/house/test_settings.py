"""What the settings promise to the database and to the brokers."""

from django.conf import settings


def test_transactions_belong_to_the_services() -> None:
    assert settings.DATABASES["default"]["ATOMIC_REQUESTS"] is False


def test_a_broker_that_does_not_answer_costs_less_than_a_second() -> None:
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS

    assert options["socket_timeout"] <= 0.5
    assert options["socket_connect_timeout"] <= 0.5
    assert settings.CELERY_TASK_PUBLISH_RETRY is False


def test_a_task_is_never_handed_out_twice_while_it_runs() -> None:
    visible_again = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]

    assert visible_again > settings.CELERY_TASK_TIME_LIMIT


def test_tasks_carry_json_only() -> None:
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
