"""What the API says in FHIR, gathered as those who may ask for it, and judged by others' validators."""
