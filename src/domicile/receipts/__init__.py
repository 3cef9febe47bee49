"""What is promised in writing: receipts, their batches, and how anyone can verify them."""
