"""What monitoring keeps of outcomes, and the monthly reports that are made of it: no I/O, no clock."""
