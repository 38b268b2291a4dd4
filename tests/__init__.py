"""Tests and benchmarks; `tests.benchmarks` holds programs that measure, run by hand."""
