"""Coverage-guided fuzzing of every border; see docs/testing.md."""
