"""The compiled ensemble: the rules of play in loops that Numba compiles, for very many negotiations at once."""
