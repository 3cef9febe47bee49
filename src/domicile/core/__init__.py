"""The words that every other part of the house uses; imports nothing of ours."""
