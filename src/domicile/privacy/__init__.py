"""What must not leave: found, replaced or removed, put back, and looked for once more."""
