"""The paper file: cover sheet, application, evidence and separators, as one PDF."""
