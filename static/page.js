// Everything that happens on a page apart from search.
