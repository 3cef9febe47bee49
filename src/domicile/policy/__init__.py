"""May it run, where, with which duties: the decision, the register of approvals, the duties."""
