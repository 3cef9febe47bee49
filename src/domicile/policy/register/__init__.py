"""The approvals register: the release, its states, its numbers, and the distance to it."""
