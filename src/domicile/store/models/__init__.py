"""Model packs: what they are, where they lie, and whether their bytes are the right ones."""
