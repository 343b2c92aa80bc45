"""What the office does with an application: ticks, notes, who is in charge, orders of fields."""
