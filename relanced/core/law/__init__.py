"""What the law and the contract make of a debt: figures, days and conditions. Facts, never advice."""
