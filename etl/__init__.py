"""From the source systems to a published version, every night."""
