"""The demo: the whole product on this machine, with partners that are simulated and say so."""
