"""Domicile: the AI features of a phone, on your own machines, with a receipt for every answer."""
