"""Models on this device: one engine a file."""
