"""Finding documents by Chinese words: the index (`index`), and questions to it (`ask`)."""
