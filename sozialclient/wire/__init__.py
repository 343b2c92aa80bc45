"""Bytes to safe trees and back: hardened XML, canonical form, MIME, base64, all streaming."""
