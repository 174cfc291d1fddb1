"""The served API under requests that nobody would think of, made by Schemathesis from its own OpenAPI document."""
