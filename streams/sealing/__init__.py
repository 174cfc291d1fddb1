"""Each event in the log is sealed with a key of its own, and each of these keys can be destroyed by itself."""
