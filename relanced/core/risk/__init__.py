"""How a customer pays: his record, his score, where he stands, and what to be warned of."""
