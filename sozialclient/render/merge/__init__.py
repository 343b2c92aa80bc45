"""Makes one document of many: strangers' documents become plain pages first, in the worker only."""
