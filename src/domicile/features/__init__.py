"""What a person can ask for; one folder a feature."""
