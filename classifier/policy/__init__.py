"""What to keep: policies, callers' rules, and the verdict on a whole page."""
