"""Alerts on their way to those who act on them. In the order in which an alert passes: the routes file
(:mod:`routes`), one mailbox on Kafka for each destination, one desk that keeps the order of each alert and tries again,
a webhook or an e-mail; what cannot be delivered is parked. Once a day, a summary."""
