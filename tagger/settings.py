"""What lies where: tagger.toml, the .tagger folder, the library of a path."""
