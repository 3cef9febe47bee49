"""The gateway: Domicile over HTTP."""
