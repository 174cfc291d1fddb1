"""What a team sees of its caseload: groups, lists, complexity, workload. It orders and counts; people decide."""
