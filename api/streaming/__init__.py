"""Alerts as they happen, to whoever looks on: one reader of Kafka for the process, a bounded queue for each."""
