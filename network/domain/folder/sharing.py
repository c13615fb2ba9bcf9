"""Addresses that a folder gives to several recipients; whoever approves the folder is told.

It may be meant (one mailbox for two partners) or somebody's letters lead elsewhere, so nothing is
refused.
"""

from collections import defaultdict

from network.domain.folder.reach import PHONE, POSTAL
from network.domain.folder.values import NetworkData


def shared_addresses(data: NetworkData) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each mailbox that belongs to more than one recipient, with their keys, by address."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for each in data.contacts:
        if each.kind not in (PHONE, POSTAL):
            owners[each.address].add(each.recipient)
    for office, slots in data.slots.items():
        for slot in slots:
            for address in (slot.email, slot.sms):
                owners[address].add(slot.delegate or office)
    owners.pop("", None)
    return tuple(
        (address, tuple(sorted(keys))) for address, keys in sorted(owners.items()) if len(keys) > 1
    )
