"""Shows things and turns clicks into use-case calls; the only place that knows Qt."""
