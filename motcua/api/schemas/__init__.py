"""What is sent and what is answered, typed; the OpenAPI document is made from here."""
