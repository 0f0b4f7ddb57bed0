"""Facts turned into the words and shapes the components of the pages expect. Pure but for translation."""
