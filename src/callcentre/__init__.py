"""Callcentre: a desktop client for after-sales service hotlines."""
