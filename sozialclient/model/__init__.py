"""The frozen vocabulary that every layer shares."""
