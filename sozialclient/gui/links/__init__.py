"""What stands in the XML or in the PDF only."""
