"""What is kept of people: what they decided, what they were shown, and when they were here."""
