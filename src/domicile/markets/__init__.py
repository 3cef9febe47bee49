"""Where people are: market packs, dated and cited, and which of them apply."""
