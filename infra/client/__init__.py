"""The Python client, made from the OpenAPI document: types, and a method for each operation that a program may do."""
