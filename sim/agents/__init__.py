"""How parties decide: offering and acceptance rules, opponent models, and the strategies made of them."""
