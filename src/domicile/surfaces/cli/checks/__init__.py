"""What `domicile doctor` looks at."""
