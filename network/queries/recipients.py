"""From the keys that decisions and rules speak of to the organisations behind them."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from network.domain.geography import OUTSIDE
from network.domain.reach import Recipient
from network.domain.terms import RecipientKind
from network.models import Network, OutsideDistrict, Partner, YouthOffice
from network.queries.register import NoNetwork
from network.queries.version import Stamp, newest_stamp


class UnknownRecipient(LookupError):
    """The directory does not know these keys; `keys` names them."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = tuple(sorted(keys))
        super().__init__(f"Das Verzeichnis kennt nicht: {', '.join(self.keys)}")


def recipient_by_key(key: str) -> Recipient:
    """The organisation of an office key, a partner key or `outside:<district>`.

    Raises UnknownRecipient. As many queries as `recipients_by_key`.
    """
    return recipients_by_key([key])[key]


def recipients_by_key(keys: Iterable[str]) -> Mapping[str, Recipient]:
    """The organisations of several keys. Raises UnknownRecipient.

    One query when this process knows the directory, none inside `one_reading`; one more for a
    district outside that was entered since: that needs no new version.
    """
    wanted = set(keys)
    stamp = newest_stamp()
    known = _kept(stamp) if stamp else {}
    found = {key: known[key] for key in wanted if key in known}
    missing = wanted - found.keys()
    if any(key.startswith(OUTSIDE) for key in missing):
        found |= _outside(missing)
        missing -= found.keys()
    if missing:
        raise UnknownRecipient(missing)
    return found


@lru_cache(maxsize=2)
def _kept(_stamp: Stamp) -> Mapping[str, Recipient]:
    """Everybody in this version of the directory; an office's key wins over a partner's."""
    partners = Partner.objects.values_list("key", "id")
    offices = YouthOffice.objects.values_list("key", "id")
    return {
        **_outside(None),
        **{key: Recipient(kind=RecipientKind.PARTNER, partner_id=pk) for key, pk in partners},
        **{key: Recipient(kind=RecipientKind.OFFICE, office_id=pk) for key, pk in offices},
    }


def _outside(keys: Iterable[str] | None) -> dict[str, Recipient]:
    """Districts outside by their keys, all of them for None."""
    found = OutsideDistrict.objects.values_list("district", "id")
    if keys is not None:
        found = found.filter(district__in={key.removeprefix(OUTSIDE) for key in keys})
    return {
        OUTSIDE + district: Recipient(kind=RecipientKind.OUTSIDE, outside_district_id=pk)
        for district, pk in found
    }


def fallback_office() -> YouthOffice:
    """The office of the network that never refuses (one query). Raises NoNetwork."""
    network = Network.objects.select_related("fallback_office").first()
    if network is None:
        raise NoNetwork("Es ist noch kein Netzwerk geladen: manage.py load_network lädt eines.")
    return network.fallback_office
