"""The guided tour "Ihr erster Antrag": names each step in the real window, notices by itself that it was done."""
