"""What makes the audit provable: the bytes of a record, the chains they stand in, and the tree above them."""
