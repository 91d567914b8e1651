"""The model: fitting its stages, scoring with them, explaining what they say, and the file."""
