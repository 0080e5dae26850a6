"""Files: written whole or not at all, read line by line; and those that come with the package."""

from .kept import DATA, KEPT, lay_out, shelf
from .writing import lines, printable, whole, write_whole

__all__ = ["DATA", "KEPT", "lay_out", "lines", "printable", "shelf", "whole", "write_whole"]
