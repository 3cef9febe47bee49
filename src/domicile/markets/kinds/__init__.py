"""The twelve kinds of rule: one file for each, with the parameters that it takes."""
