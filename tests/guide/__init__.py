"""The steps of the guide, done in a real browser; the pictures of its screens are taken on the way."""
