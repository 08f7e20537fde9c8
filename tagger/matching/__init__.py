"""Where the labels of a vocabulary occur in a text, exactly or nearly."""

from tagger.matching.labels import Match, Matcher
from tagger.matching.words import Words

__all__ = ["Match", "Matcher", "Words"]
