"""Fuzzing of everything that jobai reads from outside; see README.md beside this file."""
