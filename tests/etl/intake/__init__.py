"""Files that nobody prepared for the product."""
