"""No audit, no answer: what was looked at is on Kafka before anything of it is shown."""
