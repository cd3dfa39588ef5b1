"""From TOML to checked words to numbers: schema, ledger, scales, loading."""
