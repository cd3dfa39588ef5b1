"""Very many negotiations into a folder of Parquet parts, on one machine or on several."""
