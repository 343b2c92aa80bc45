"""Papierkorb, deletion and the rules of retention."""
