"""Which encoding text without a statement is in: what is recognised, and what is left open."""

from __future__ import annotations

import pytest
from halfhour.data.content.recognised_text import recognised_encoding

CHINESE = "编号,名称\n1,青龙满族自治县木头凳镇卫生院\n2,海港区社区卫生服务中心\n"
OTHERS = {
    "euc_kr": "번호,이름\n1,서울특별시 종로구 보건소\n2,부산광역시 해운대구 보건소\n",
    "euc_jp": "番号,名前\n1,徳島市ひらがな保健所\n2,東京都千代田区コミュニティセンター\n",
    "shift_jis": "番号,名前\n1,徳島市ひらがな保健所\n2,東京都千代田区コミュニティセンター\n",
    "big5": "編號,名稱\n1,臺北市中正區衛生所\n2,高雄市國民小學\n",
    "cp1251": "номер,имя\n1,Больница Москва\n2,улица Ленина\n",
    "koi8_r": "номер,имя\n1,Больница Москва\n2,улица Ленина\n",
    "latin_1": "id,nome\n1,São José\n2,Jardim Ângela\n",
    "cp1253": "a,b\n1,Νοσοκομείο Αθήνα\n",
}


def write(tmp_path, data):
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
    ],
)
def test_chinese_text(tmp_path, encoding, found):
    assert recognised_encoding(write(tmp_path, CHINESE.encode(encoding))) == found


@pytest.mark.parametrize("encoding", OTHERS)
def test_other_languages_are_not_taken_for_chinese(tmp_path, encoding):
    assert recognised_encoding(write(tmp_path, OTHERS[encoding].encode(encoding))) is None


def test_a_character_at_a_chunk_s_end(tmp_path):
    """Both ways a chunk of 1 MiB can cut a character of two bytes."""
    for before in ("", "x"):
        text = before + "卫生院\n" * 300_000
        assert recognised_encoding(write(tmp_path, text.encode("gbk"))) == "gb18030"


@pytest.mark.parametrize("data", ["卫生院".encode("gbk")[:-1], b"\xff\xfea", b"\x80\x81\xff"])
def test_cut_and_damaged_text_is_none(tmp_path, data):
    assert recognised_encoding(write(tmp_path, data)) is None


def test_only_what_follows_the_head_of_a_table_counts(tmp_path):
    path = write(tmp_path, b"\x03\xff\xff" + "卫生院".encode("gbk"))
    assert recognised_encoding(path, start=3) == "gb18030"
