"""Learns the topics of a folder from its own documents, their cold scores and a person's decisions."""
