"""A query such as `topic:x source:y date:2022..2023 words`, parsed to a tree."""
