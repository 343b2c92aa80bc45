"""One PDF of an application: printing it, saving it."""
