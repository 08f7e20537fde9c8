"""The topic recogniser: labels and cues of a vocabulary, scored by place, spread and rarity."""

from tagger.recognisers.topics.broader import told_anew, with_broader, without_broader
from tagger.recognisers.topics.foreign import foreign
from tagger.recognisers.topics.recogniser import Clue, Explanation, TopicModel, Topics

__all__ = ["Clue", "Explanation", "TopicModel", "Topics", "foreign", "told_anew", "with_broader", "without_broader"]
