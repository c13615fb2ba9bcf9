"""A folder of files that describes a network: bytes in, one value or all faults out."""

from network.domain.folder.reading import FILES, FaultyFolder, read_folder
from network.domain.folder.sharing import shared_addresses
from network.domain.folder.values import NetworkData

__all__ = ["FILES", "FaultyFolder", "NetworkData", "read_folder", "shared_addresses"]
