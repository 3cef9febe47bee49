"""Cases: what authorities and people ask of the operator, and what goes wrong."""
