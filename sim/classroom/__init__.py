"""The classroom: a class negotiates in groups, live; rooms of events, and what each person in one may see of them."""
