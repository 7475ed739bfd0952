"""What can be done with people? Signing in, accounts, teams."""
