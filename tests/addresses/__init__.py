"""A real address service for the tests: addok, with a few addresses of our own."""
