"""On Record reads a news article as data: who claims what, about whom, and when."""
