"""What the pages find out: the questions they ask and the arithmetic on the answers."""
