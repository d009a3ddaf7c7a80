"""Pages, one test file each."""
