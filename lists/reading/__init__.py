"""What the loaders have in common: files, XML, rows, dates, countries, kinds of identifiers."""
