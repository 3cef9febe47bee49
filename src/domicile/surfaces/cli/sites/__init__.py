"""What ``domicile partner`` reports."""
