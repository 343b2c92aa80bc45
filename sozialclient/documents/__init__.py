"""What an application means: fields, service, applicant, evidence and the places in the PDF."""
