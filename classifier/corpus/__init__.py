"""Labelled data: its records, its three file formats, what makes it invalid, and its split by site."""
