from classifier.cli.web.document import head, shown, table


def test_texts_are_escaped_and_control_characters_spelled_out():
    assert shown("<a href='x\">&\x1b\u202e") == "&lt;a href=&#x27;x&quot;&gt;&amp;\\u001b\\u202e"


def test_a_title_is_one_line():
    assert "<title>a b&lt;/title&gt;</title>" in head("a\nb</title>")


def test_tables_tell_texts_from_numbers():
    assert table(("a", "b"), [("<i>x</i>", "1")]) == (
        '<div class="wide"><table>\n<thead><tr><th>a</th><th class="number">b</th></tr></thead>\n'
        '<tbody>\n<tr><td><i>x</i></td><td class="number">1</td></tr>\n</tbody>\n</table></div>\n'
    )
