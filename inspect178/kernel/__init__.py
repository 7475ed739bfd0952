"""Which words does every part share? Vocabulary without Flask and without any feature."""
