"""STUDIES: questions whose answer is more than a sum: spells, survival, moves between states, what a change is of."""
