"""Functions returning components: each takes what it shows, none asks a question."""
