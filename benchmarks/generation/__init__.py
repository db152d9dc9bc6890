"""Made-up cases of the seed's kind, for measuring: words, sentences, volumes, and stores of them."""
