#!/usr/bin/env python3
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
"""Breaks each layout rule on purpose, in a tree of its own, and expects to be told."""

import pathlib
import tempfile
import unittest

import check_layout

HERE = pathlib.Path(__file__).resolve().parent
TOP = f"// {check_layout.LINE_ONE}\n// {check_layout.LINE_TWO}\n"


class LayoutTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = pathlib.Path(self.folder.name)
        self.write(".clang-format", (HERE / "../../.clang-format").read_text())
        for name in ("core", "core/hash", "core/pg", "indexer/source", "indexer/replay", "oracle"):
            self.write(f"{name}/README.md", "# x\n")

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def breaches(self):
        return [f"{path}: {what}" for path, _, what in check_layout.check_tree(self.root)]

    def expect(self, name, text, words):
        self.write(name, text)
        found = self.breaches()
        self.assertTrue(any(row.startswith(name) and words in row for row in found), found)

    def test_a_good_tree_has_no_breaches(self):
        self.write("core/a.hpp", TOP + "#pragma once\n\nint a();\n")
        self.write("core/a.cpp", TOP + '#include "core/a.hpp"\n\nint a() {\n  return 1;\n}\n')
        self.write("indexer/replay/b.cpp", TOP + '#include "core/a.hpp"\n')
        self.assertEqual(self.breaches(), [])

    def test_an_include_to_the_right_is_found(self):
        self.expect("core/hash/a.cpp", TOP + '#include "core/pg/b.hpp"\n', "may not include")
        self.expect("indexer/source/a.cpp", TOP + '#include "indexer/replay/b.hpp"\n', "may not")

    def test_an_include_of_the_other_program_is_found(self):
        self.expect("oracle/a.cpp", TOP + '#include "indexer/source/b.hpp"\n', "may not include")
        self.expect("core/a.cpp", TOP + '#include "oracle/b.hpp"\n', "may not include")

    def test_an_include_without_a_folder_is_found(self):
        self.expect("core/a.cpp", TOP + '#include "a.hpp"\n', "full path")

    def test_a_long_function_is_found_and_a_long_table_is_not(self):
        rows = "  x();\n" * 80
        self.expect("core/a.cpp", TOP + "void f() {\n" + rows + "}\n", "function of 8")
        self.write("core/a.cpp", TOP + "int t[] = {\n" + "    1,\n" * 80 + "};\n")
        self.assertFalse([row for row in self.breaches() if "function of" in row])

    def test_a_long_file_is_found(self):
        self.expect("core/a.cpp", TOP + "int a;\n" * 400, "more than 400")

    def test_missing_first_lines_and_pragma_are_found(self):
        self.expect("core/a.cpp", "int a;\n", "licence")
        self.expect("tests/a.sh", "#!/bin/bash\necho\n", "licence")
        self.expect("core/b.hpp", TOP + "int b();\n", "#pragma once")

    def test_a_header_that_does_not_stand_alone_is_found(self):
        self.expect("core/a.hpp", TOP + "#pragma once\n\nstd::string a();\n", "compile alone")

    def test_a_source_that_includes_its_header_late_is_found(self):
        self.write("core/a.hpp", TOP + "#pragma once\n")
        self.expect("core/a.cpp", TOP + '#include <string>\n#include "core/a.hpp"\n', "first")

    def test_banned_words_and_names_are_found(self):
        self.expect("core/a.cpp", TOP + "// TO" + "DO: x\n", "unfinished")
        self.expect("core/a.md", "see /wo" + "rk/x\n", "path of one machine")
        self.expect("core/a.md", "from pypi" + ".org\n", "registry")
        self.expect("core/utils/a.cpp", TOP, "says nothing")

    def test_readmes_are_wanted_and_short(self):
        self.expect("core/net/a.cpp".replace("a.cpp", "README.md"), "x\n" * 41, "more than 40")
        self.write("indexer/store/a.cpp", TOP)
        self.assertIn("indexer/store: README.md is missing", self.breaches())

    @unittest.skipUnless(check_layout.shutil.which("clang-format-14"), "no clang-format-14")
    def test_bad_format_is_found(self):
        self.expect("core/a.cpp", TOP + "int   a( );\n", "clang-format")


if __name__ == "__main__":
    unittest.main()
