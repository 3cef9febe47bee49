"""The operator's pages: the register, and everything that is kept and answered beside it."""
