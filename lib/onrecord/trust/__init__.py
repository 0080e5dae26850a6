"""How far a reading can be trusted: gold, agreement between readers, outcomes, as 07 shows them."""
