"""The two databases: opened, migrated, written durably."""
