"""Tests of the window, driven as people drive it."""
