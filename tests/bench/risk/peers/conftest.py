"""The scripts here need packages of their own environments, so pytest must not look into them for examples."""

collect_ignore_glob = ["monthly.py"]
