"""Fetches by itself from time to time, and says so in the notification area without naming anybody."""
