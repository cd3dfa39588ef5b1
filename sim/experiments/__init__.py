"""Many runs: comparing settings under the same luck."""
