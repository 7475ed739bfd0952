"""How is HTTP spoken everywhere? Shared parts that know no feature."""
