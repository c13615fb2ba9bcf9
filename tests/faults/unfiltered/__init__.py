"""A portal without the first wall: the real one, and beside its pages some that forget to filter.

Only tests start it. What these pages show is what PostgreSQL itself leaves open.
"""
