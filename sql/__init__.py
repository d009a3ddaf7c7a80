"""The reporting database: its shape (schema), its movements (transforms), its meaning (metrics)."""
