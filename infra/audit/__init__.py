"""The audit held to what was signed, by whoever doubts it."""
