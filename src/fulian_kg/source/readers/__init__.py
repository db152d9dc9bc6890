"""Documents that are more than their characters: .docx, .html and .pdf as text, a module a format."""
