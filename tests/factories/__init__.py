"""How do tests make the things they need? One module a feature; nothing random without a seed."""
