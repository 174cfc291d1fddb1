"""What a score is for, and what it is not: said with every score."""

PURPOSE = (
    "A score helps people to decide whom on their caseload to look at first. It says how many of 100 people with a "
    "record like this came into crisis within 28 days.",
    "It is not a diagnosis, it does not say why, and it knows only what agencies have recorded.",
    "Nothing is done, refused or changed because of it. People decide, and say so when they see it otherwise.",
    "Scores exist for people on a mental health caseload only, and not for those who are in crisis or under 18.",
)
