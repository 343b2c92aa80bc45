"""The sealed bytes of applications, and spools that leave nothing readable."""
