"""How long each record is kept, what deletes it, and the legal holds that stop that."""
