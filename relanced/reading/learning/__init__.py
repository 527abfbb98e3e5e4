"""How the weights are made, for whoever changes the reader: labelled cases, fitting, tuning."""
