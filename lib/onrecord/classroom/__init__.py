"""For a class: exercises made from their solutions, checks that say what is missing, slides."""
