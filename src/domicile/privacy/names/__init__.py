"""The model that knows names in Chinese sentences."""
