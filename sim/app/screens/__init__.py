"""The pages: one file each, with one function ``show()``."""
