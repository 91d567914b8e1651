"""Speed and quality beside the tools that users would pick instead; cost as work grows. See docs/benchmarks.md."""
