"""What an application means: services, XML fields, labels, evidence."""
