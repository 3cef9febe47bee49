"""Pages for people: notices, complaints, and whether a text is ours."""
