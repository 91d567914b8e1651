"""The documentation is run: every example, the API reference, the Chinese README. See docs/testing.md."""
