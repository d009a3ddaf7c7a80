"""The parallel run: tables read, compared, explained, kept."""
