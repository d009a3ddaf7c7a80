"""The application database."""
