"""What is past its time: how each record finds it, and deletes it in bounded steps."""
