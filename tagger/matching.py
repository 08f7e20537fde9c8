"""Where the labels of a vocabulary occur in a text, exactly or nearly."""
