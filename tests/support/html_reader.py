"""Reads the small tables of notebooks, strictly."""

from html.parser import HTMLParser

TAGS = {"div", "p", "strong", "table", "thead", "tbody", "tr", "td", "th"}


class Reader(HTMLParser):
    """Collects tables as rows of texts, all other text, and every tag."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.rows, self.tags, self.text, self.open = [], set(), [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):  # noqa: ARG002 - HTMLParser's own signature
        self.tags.add(tag)
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data
        else:
            self.text.append(data)


def read(html):
    reader = Reader(html)
    assert not reader.open
    assert reader.tags <= TAGS
    return reader
