"""The commands of ``domicile case``."""
