"""WHAT PEOPLE SEE: pages over the published figures, served read-only."""
