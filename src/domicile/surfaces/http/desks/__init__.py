"""What operators and people ask of the desks, over HTTP."""
