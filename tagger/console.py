"""How tags, evidence, progress and problems look on a terminal."""
