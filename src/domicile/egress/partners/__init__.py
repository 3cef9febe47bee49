"""Partner dialects: one file each; all take a cleared task and nothing else."""
