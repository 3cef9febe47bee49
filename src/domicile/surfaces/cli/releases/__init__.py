"""What ``domicile release`` looks ahead to."""
