"""The pure core: values, rules and `decide`. No I/O, no clock, no randomness, no framework."""
