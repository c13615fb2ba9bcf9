"""From the keys that decisions and rules speak of to the organisations behind them."""

from collections.abc import Iterable, Mapping

from network.domain.geography import OUTSIDE
from network.domain.reach import Recipient
from network.domain.terms import RecipientKind
from network.models import Network, OutsideDistrict, Partner, YouthOffice
from network.queries.register import NoNetwork


class UnknownRecipient(LookupError):
    """The directory does not know these keys; `keys` names them."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = tuple(sorted(keys))
        super().__init__(f"Das Verzeichnis kennt nicht: {', '.join(self.keys)}")


def recipient_by_key(key: str) -> Recipient:
    """The organisation of an office key, a partner key or `outside:<district>`.

    Raises UnknownRecipient. At most three queries.
    """
    return recipients_by_key([key])[key]


def recipients_by_key(keys: Iterable[str]) -> Mapping[str, Recipient]:
    """The organisations of several keys (at most three queries). Raises UnknownRecipient."""
    wanted = set(keys)
    outside = {key.removeprefix(OUTSIDE) for key in wanted if key.startswith(OUTSIDE)}
    inside = {key for key in wanted if not key.startswith(OUTSIDE)}
    found: dict[str, Recipient] = {}
    if inside:
        offices = YouthOffice.objects.filter(key__in=inside).values_list("key", "id")
        found |= {key: Recipient(kind=RecipientKind.OFFICE, office_id=pk) for key, pk in offices}
    if others := inside - found.keys():
        partners = Partner.objects.filter(key__in=others).values_list("key", "id")
        found |= {key: Recipient(kind=RecipientKind.PARTNER, partner_id=pk) for key, pk in partners}
    if outside:
        districts = OutsideDistrict.objects.filter(district__in=outside)
        found |= {
            OUTSIDE + district: Recipient(kind=RecipientKind.OUTSIDE, outside_district_id=pk)
            for district, pk in districts.values_list("district", "id")
        }
    if missing := wanted - found.keys():
        raise UnknownRecipient(missing)
    return found


def fallback_office() -> YouthOffice:
    """The office of the network that never refuses (one query). Raises NoNetwork."""
    network = Network.objects.select_related("fallback_office").first()
    if network is None:
        raise NoNetwork("Es ist noch kein Netzwerk geladen: manage.py load_network lädt eines.")
    return network.fallback_office
