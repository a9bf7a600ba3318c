"""One rule a module: each reads one kind of fact from text, and says None when it is not there."""
