"""One answer of the world, told by who asks and the name of the address."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tests.authz.asking import Answer, answer_of, ask
from tests.authz.world import World


def answered(
    world: World,
    role: str,
    name: str,
    *,
    kwargs: Mapping[str, Any] | None = None,
    query: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """The answer to a GET, or a POST where there is `data`, without the values that were sent."""
    world.wake(role)
    url = reverse(name, kwargs=dict(kwargs or {}))
    url = f"{url}?{urlencode(query)}" if query else url
    more: dict[str, Any] = {"headers": dict(headers or {})}
    if data is not None:
        more["data"] = dict(data)
    method = "GET" if data is None else "POST"
    answer = ask(world.browsers[role], method, url, **more)
    sent = [*(kwargs or {}).values(), *(data or {}).values()]
    return answer_of(answer, [each for each in sent if isinstance(each, str) or each])
