"""What a running gateway does beside its calls: it writes its log, and deletes what is old."""
