"""Measures how good predictions are."""
