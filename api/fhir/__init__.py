"""What is told, as FHIR R4 resources, for systems that speak nothing else.

Everybody is named by their id here (``urn:linnet:person``, ``urn:linnet:address``) and by nothing else, as in webhooks.
"""
