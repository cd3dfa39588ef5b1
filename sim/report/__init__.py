"""Self-contained reports: one HTML file that needs no network and prints well."""
