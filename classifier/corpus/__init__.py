"""Labelled data: its records, its two file formats, what makes it invalid, and its split by site."""
