#!/usr/bin/env python3
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
"""Checks how the source tree is laid out; ./README.md lists the rules."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70
README_LINES_MAX = 40
LINE_ONE = "Apsis: Rocket Pool rewards indexer and oracle node."
LINE_TWO = "SPDX-License-Identifier: Apache-2.0"

# Each list is one line of the house: a folder includes only what stands to its left, and core.
CORE = ["core", "core/hash", "core/net", "core/pg", "core/ops"]
INDEXER = [f"indexer/{name}" for name in ("source", "decode", "replay", "rewards", "store")]
ORACLE = [f"oracle/{name}" for name in ("chain", "wallet", "state", "balances", "price", "interval",
                                        "tree", "submit", "duties", "watch", "explain", "serve", "run")]
LINES = [CORE, INDEXER + ["indexer"], ORACLE + ["oracle"]]
# The schema's steps are data that both programs carry.
SHARED = ["schema"]

BANNED = {
    "unfinished work": r"\b(TODO|FIXME|XXX)\b",
    "path of one machine": r"(?<![\w.])/(work|tmp|home)/",
    "host name of a registry": r"(pypi\.org|pythonhosted|npmjs|crates\.io|proxy\.golang|"
                               r"deb\.debian\.org|repo1\.maven)",
}
BANNED_FOLDERS = {"utils", "util", "common", "manager", "helpers", "misc"}
CODE = {".hpp", ".cpp"}
SCRIPTS = {".sh", ".py"}
SKIPPED_FOLDERS = {".git", "build", "third_party", "apsis-db", "__pycache__"}


def tracked_files(root):
    """Relative paths of the files that belong to the project."""
    out = []
    for folder, names, files in os.walk(root):
        names[:] = [n for n in names if n not in SKIPPED_FOLDERS]
        here = pathlib.Path(folder).relative_to(root)
        out += [here / name for name in files]
    return sorted(out)


def is_script(root, path):
    if path.suffix in SCRIPTS:
        return True
    with open(root / path, "rb") as file:
        return file.read(2) == b"#!"


def without_comments(text):
    """The code with comments, strings and characters blanked; lines stay where they are."""
    pattern = (r'R"(?P<d>[^()\s]*)\((?:.|\n)*?\)(?P=d)"|//[^\n]*|/\*(?:.|\n)*?\*/|'
               r'"(?:\\.|[^"\\\n])*"|(?<![\w])\'(?:\\.|[^\'\\\n])\'')
    return re.sub(pattern, lambda m: re.sub(r"[^\n]", " ", m.group(0)), text)


def check_includes(path, text):
    """Includes go to the left in the folder's own line, or to core."""
    folder = str(path.parent)
    line = next((names for names in LINES if folder in names), None)
    if line is None:
        return
    allowed = set(line[:line.index(folder) + 1]) | set(SHARED)
    if line is not CORE:
        allowed |= set(CORE)
    for number, row in enumerate(text.splitlines(), 1):
        found = re.match(r'\s*#\s*include\s+"([^"]+)"', row)
        if not found:
            continue
        target = found.group(1)
        if "/" not in target:
            yield number, f'include "{target}" is not a full path from the root'
        elif str(pathlib.PurePath(target).parent) not in allowed:
            yield number, f'{folder} may not include "{target}"'


def check_functions(_, text):
    """No function is longer than FUNCTION_LINES_MAX lines."""
    code = without_comments(text)
    stack = []
    head_start = 0
    for match in re.finditer(r"[{};]", code):
        if match.group(0) == "{":
            head = code[head_start:match.start()]
            scope = re.search(r"\b(namespace|class|struct|union|enum|extern)\b[^()]*$", head)
            data = re.search(r"[=,({]\s*$", head)
            stack.append((match.start(), not scope and not data and ")" in head))
        elif match.group(0) == "}" and stack:
            start, function = stack.pop()
            lines = code.count("\n", start, match.start()) + 1
            outermost = not any(is_function for _, is_function in stack)
            if function and outermost and lines > FUNCTION_LINES_MAX:
                yield code.count("\n", 0, start) + 1, f"function of {lines} lines"
        head_start = match.end()


def check_looks(path, text):
    """First lines, length, #pragma once, own header first."""
    rows = text.splitlines()
    mark = "//" if path.suffix in CODE else "#"
    first = 1 if rows and rows[0].startswith("#!") else 0
    if rows[first:first + 2] != [f"{mark} {LINE_ONE}", f"{mark} {LINE_TWO}"]:
        yield first + 1, "the first two lines must be the project's name and licence"
    if len(rows) > FILE_LINES_MAX:
        yield len(rows), f"{len(rows)} lines, more than {FILE_LINES_MAX}"
    if path.suffix == ".hpp" and "#pragma once" not in rows:
        yield 1, "#pragma once is missing"


def check_own_header(root, path, text):
    """X.cpp includes X.hpp first, which proves that the header stands alone."""
    header = path.with_suffix(".hpp")
    if path.suffix != ".cpp" or not (root / header).exists():
        return
    first = re.search(r'^\s*#\s*include\s+[<"]([^">]+)', text, re.M)
    if not first or first.group(1) != header.as_posix():
        yield 1, f'the first include must be "{header.as_posix()}"'


def check_words(path, text):
    for name, pattern in BANNED.items():
        for number, row in enumerate(text.splitlines(), 1):
            if re.search(pattern, row):
                yield number, f"{name}: {row.strip()[:80]}"


def check_folders(files):
    for path in files:
        bad = BANNED_FOLDERS & {part.lower() for part in path.parts[:-1]}
        if bad or path.stem.lower() in BANNED_FOLDERS:
            yield path, 1, "name says nothing of what it holds"


def check_readmes(root, files):
    """Each folder of the house has a short README."""
    names = {str(path) for path in files}
    for folder in sorted({str(p.parent) for p in files if p.suffix in CODE | {".sql"}}):
        top = folder.split("/")[0]
        if top in ("core", "indexer", "oracle", "schema") and f"{folder}/README.md" not in names:
            yield pathlib.Path(folder), 1, "README.md is missing"
    for path in files:
        if path.name == "README.md" and len(path.parts) > 1:
            lines = len((root / path).read_text().splitlines())
            if lines > README_LINES_MAX:
                yield path, lines, f"{lines} lines, more than {README_LINES_MAX}"


def check_lonely_headers(root, files):
    """Headers without a .cpp of their own are compiled alone."""
    headers = [p for p in files if p.suffix == ".hpp" and p.parts[0] in ("core", "indexer", "oracle")
               and not (root / p.with_suffix(".cpp")).exists()]
    compiler = next((c for c in ("g++-12", "g++", "c++") if shutil.which(c)), None)
    extra = os.environ.get("APSIS_HEADER_FLAGS", "").split()
    for path in headers:
        run = subprocess.run([compiler, "-std=c++23", "-fsyntax-only", "-x", "c++", f"-I{root}",
                              *extra, "-include", str(root / path), os.devnull],
                             capture_output=True, text=True, check=False)
        if run.returncode:
            yield path, 1, "does not compile alone: " + run.stderr.strip().split("\n")[0]


def check_format(root, files):
    tool = shutil.which("clang-format-14")
    code = [str(root / p) for p in files if p.suffix in CODE]
    if not tool:
        print("skipped: clang-format (clang-format-14 is not installed)")
        return
    if not code:
        return
    run = subprocess.run([tool, "--dry-run", *code], capture_output=True, text=True, check=False)
    for row in run.stderr.splitlines():
        found = re.match(r"(.*?):(\d+):\d+: (?:warning|error): .*clang-format", row)
        if found:
            yield pathlib.Path(found.group(1)).relative_to(root), int(found.group(2)), "clang-format"


def check_tree(root):
    """All breaches of the rules, as (path, line, text)."""
    files = tracked_files(root)
    myself = pathlib.Path("tests/layout")
    for path in files:
        is_code = path.suffix in CODE
        is_text = is_code or path.suffix in {".md", ".sql", ".txt", ".json", ".yml", ".cmake"}
        script = not is_text and is_script(root, path)
        if not (is_text or script) or path.suffix == ".json" and "data" in path.parts:
            continue
        text = (root / path).read_text(errors="replace")
        breaches = [] if myself in path.parents else list(check_words(path, text))
        if is_code or script:
            breaches += check_looks(path, text)
        if is_code:
            breaches += check_includes(path, text)
            breaches += check_functions(path, text)
            breaches += check_own_header(root, path, text)
        yield from ((path, line, what) for line, what in breaches)
    yield from check_folders(files)
    yield from check_readmes(root, files)
    yield from check_lonely_headers(root, files)
    yield from check_format(root, files)


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    breaches = list(check_tree(root))
    for path, line, what in breaches:
        print(f"{path}:{line}: {what}")
    print(f"{len(breaches)} breaches of the layout rules")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
