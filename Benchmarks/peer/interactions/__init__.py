"""The interaction engine's rows as Python's libraries do them; ../measure_interactions.py runs one."""
