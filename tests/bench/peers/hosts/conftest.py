"""These need packages of environments of their own, so pytest must not look into them for examples."""

collect_ignore = ["bytewax_host.py", "nightly_batch.py", "quix_host.py"]
