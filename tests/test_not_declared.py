"""What lies among the families, frameworks and verbs and is none."""

from test_one_file import Copy


def test_what_begins_with_an_underscore_or_lies_deeper_declares_nothing(tmp_path, called):
    plain = Copy(tmp_path)
    for folder in ("schedules/families", "sources", "frameworks", "cli/verbs"):
        plain.add(f"lrcli/{folder}/_helper.py", "raise ValueError")
        (plain.folder / f"lrcli/{folder}/empty").mkdir()
        (plain.folder / f"lrcli/{folder}/.hidden.py").write_text("raise ValueError")
        (plain.folder / f"lrcli/{folder}/notes.py.orig").write_text("raise ValueError")
    plain.add("lrcli/sources/deeper/__init__.py", "raise ValueError")
    listed = plain.python("-m", "lrcli", "list")
    assert (listed.returncode, listed.stdout) == (0, called("list").stdout)
