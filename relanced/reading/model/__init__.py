"""What weighs the words: regressions and an encoder, their features, and how sure they are."""
