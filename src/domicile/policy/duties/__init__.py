"""What must be done with an answer, and beside it: labels, notices, documents, deadlines."""
