"""The one HTTP(S) client: deadline, length account, proxy, limits."""
