"""Documents we make ourselves: inspection report, process card, cover sheet."""
