"""The suite of notebooks: run in order, or laid out in a folder and opened."""
