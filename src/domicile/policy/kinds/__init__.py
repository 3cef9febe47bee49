"""What each kind of rule makes of a question: one file for each kind that speaks."""
