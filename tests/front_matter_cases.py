"""Front matter of every kind that notes have, one a string: what is YAML, and what only looks like it."""

VALID = [
    "", "title: Ferry", 'title: "Ferry: a strike"  # why', "title: 'It''s on'", "title:", "title: ~", "title: no", "x: 007", "x: 12:30", "x: 1e3",
    "x: .inf", "x: 2022-03-14T10:00:00Z", "x: !!str 5", "x: &a 5\ny: *a", '"quoted key": 1', "'other key': 1", "key with blanks: 1", "ключ: значение",
    "日本: 東京", "a.b: 1", "a/b: 1", "a-b_c: 1", 'x: "a\\"b"', 'x: "\\u00e9"', "x: ''", "tags: [a, b]", 'tags: [a, "b, c"]', "tags: [a,\n  b]",
    "tags: [\n  a,\n  b\n]", "tags: []", "tags: {}", "x: {a: b}", "x: {a: [b, {c: d}]}", "tags:\n  - a\n  - b", "tags:\n- a\n- b",
    "tags:\n  - a: 1\n    b: 2\n  - c: 3", "tags:\n  -\n    a: 1", "tags:\n  - - a\n    - b", "x:\n  y:\n    z: 1\n  w: 2", "x: |\n  text\n\n  more",
    "x: >-\n  text\n    more", "x: |+\n  text\n", "x: |2\n    text", "x: >\n  - no list\n  # no comment", "x: long\n  text\n  on lines",
    'x: "long\n  text"', "x: 'long\n\n  text'", "# a comment alone", "title: a # b", "title: a#b", "title: #b", "# above\ntitle: a\n# below",
    "title: a\n\n\nauthor: b", "x: http://harbour.example/a:b#c", "x: a - b", "x: -1", "x: -a", "x: ?a", "x: :a", "-x: 1", "?x: 1",
    'aliases: [Ferry, "The: strike"]', "cssclasses:\n  - wide", "date: 2022-03-14\ntime: 10:00", 'x: "[a]"', "x: a, b", "x: a [b] {c}", "x: 100%",
    "x: a & b", "x: a * b", "x: it's", 'x: say "it"', "y: yes\nn: no\non: off", 'x: "{{ template }}"', "x: C:\\dir", "x: '#tag'", "x:\t1",
    "x: 1\t# c", "x: >-  # c\n  text", "tagger: kept", "taggerx: kept", "x: 🚢", "x: 'a' # 'b'", "x: [a, 'b]', \"c[\"]", "x: {a: \"}\", b: ']'}",
    '"a: b": c', "'a''b': c", "x:\n  - \"a: b\"\n  - 'c'", "x:\n  - |\n    text\n  - b", "x:\n  # c\n  y: 1", "x:\n\n  y: 1", "x: 1 \ny: 2 ",
    "x:\n  y: [a,\n    b]\n  z: 1", "_: 1", "1: a", "2022-03-14: a", "title: Ferry\ntags:\n    - deep\n    - er\nend: 1", "a:\n - b\n -  c",
    "x:\n  plain text\n  below", "x: |\n  tagger-topics: [not, ours]", "# tagger-topics: [a]", "x:\n  tagger-topics: [not ours]", "a: b\n  \nc: d",
]  # fmt: skip
"""At least a hundred, none with a key of the tool's own at the top."""

INVALID = [
    "title: a: b", "title: Ferry\nno key", "- a\n- b", "just text", " title: a", "title: a\n\tb: 1", "\ttitle: a", "x: [a", "x: {a: b", 'x: "a', "x: 'a",
    "x: @a", "x: `a`", "x: %a", "x: ]", "x: }", "x: [a}", "x: [a] b", 'x: "a" b', "x: - a", "title: a\ntitle: b", "x: *none", "{a: b}", "[a, b]",
    "x:\n  - a\n b: 1", "x:\n    y: 1\n  z: 2", "x: 1\n  y: 2", "a: b\n- c", "x: |x\n  text", '"a', "? a\n: b", "x: a\n  b: c", "!!map\na: b", "a:b",
    "x: |\n    text\n  less", "title: {{ x }} y", "a: 1\n...x", "x: >\n  a\nb",
]  # fmt: skip
