"""Keys of Redis for tests: the same in each run, for what is under them has to be the same."""

STATE_KEYS = "bGlubmV0LXRlc3RzLWxpbm5ldC10ZXN0cy1saW5uZXQ="
INDEX_KEY = "5e" * 32
