"""Whatever a cell holds arrives as what it is, under a watermark, in both formats."""
