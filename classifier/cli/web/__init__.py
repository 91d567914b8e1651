"""Web pages to look at: self-contained, without scripts, nothing of what they show interpreted."""
