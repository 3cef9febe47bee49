"""The commands of ``domicile market``, one module for each."""
