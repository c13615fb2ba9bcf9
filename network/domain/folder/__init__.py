"""A folder of files that describes a network: bytes in, one value or all faults out."""

from network.domain.folder.reading import FILES, FaultyFolder, read_folder
from network.domain.folder.values import NetworkData

__all__ = ["FILES", "FaultyFolder", "NetworkData", "read_folder"]
