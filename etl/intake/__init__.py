"""A stranger's file: what it is, what its columns mean, and how that becomes settings."""
