"""What a regulator, a partner's auditor or the public reads: built from facts, never from words."""
