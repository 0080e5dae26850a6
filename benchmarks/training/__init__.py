"""The trainer of the single network: readers, heads, losses, one command, export (see README.md here)."""
