"""Vendors of models: each module translates one SDK and does nothing else."""
