"""Who may see what: signing in, roles and areas, the audit, and the guard before every answer."""
