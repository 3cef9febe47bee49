"""The person: what they decided, what is known of them, and what they may ask for."""
