"""Who may do and see what? Permissions, roles, scopes and the actor, in one place."""
