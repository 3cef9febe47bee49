"""The one door out: partner sites, and traffic that no request caused."""
