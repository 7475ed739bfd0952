"""How do stored rows become the facts of a paper? One module a kind, no layout, no database."""
