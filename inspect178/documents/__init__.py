"""What is put on paper? Kinds of documents, what each one says, and how it becomes a PDF."""
