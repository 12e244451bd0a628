"""The page: its policy names its scripts, and it carries the key."""

from __future__ import annotations

import base64
import hashlib

from halfhour.app.server.routes.page import page_policy, with_key
from served_stand_in import ANY, KEY, TOKEN, asker

OWN = '<meta http-equiv="Content-Security-Policy" content="script-src &#39;unsafe-inline&#39;">\n'


def test_only_the_scripts_of_the_page_run() -> None:
    policy = page_policy("<script>one</script><p><script>two</script><script type='x'>3</script>")
    hashed = [base64.b64encode(hashlib.sha256(one).digest()).decode() for one in (b"one", b"two")]
    assert f"script-src 'sha256-{hashed[0]}' 'sha256-{hashed[1]}';" in policy
    script = policy.partition("script-src")[2].partition(";")[0]
    assert "unsafe" not in script
    assert "connect-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert page_policy("<p>").count("script-src 'none'") == 1


def test_the_page_carries_the_key_and_the_policy_of_its_answer_alone() -> None:
    made = with_key(f"<head>{OWN}<title>t</title></head>", 'k"<')
    assert made == '<head><title>t</title><meta name="halfhour-key" content="k&quot;&lt;">\n</head>'


def test_the_page_is_served_in_its_language() -> None:
    client = asker(lang="zh")
    assert 'lang="zh"' in client.get("/").text
    answer = client.get("/?lang=en")
    assert 'lang="en"' in answer.text
    assert f'content="{KEY}"' in answer.text
    assert "script-src 'sha256-" in answer.headers["content-security-policy"]
    assert client.get("/?lang=fr").status_code == 422


def test_who_must_sign_in_gets_a_small_page() -> None:
    client = asker(host=ANY, token=TOKEN)
    answer = client.get("/")
    assert answer.status_code == 401
    assert "sign-in" in answer.text
    assert "script-src 'sha256-" in answer.headers["content-security-policy"]
