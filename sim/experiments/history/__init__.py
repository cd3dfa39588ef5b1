"""History as the test: the fit of the words to what happened, its forecasts and what they rest on."""
