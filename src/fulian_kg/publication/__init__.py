"""What is published of a store: descriptions of resources, dumps, and the catalogue that tells of them."""
