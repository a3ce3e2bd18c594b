# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
"""The contract ABI: values to bytes. A type is a name ("uint256", "address", "bytes", ...), a list of
one type (an array of any length) or a tuple of types."""

WORD = 32


def is_dynamic(kind):
    if isinstance(kind, tuple):
        return any(is_dynamic(part) for part in kind)
    return isinstance(kind, list) or kind in ("bytes", "string")


def raw(value):
    """Bytes of a text of hex digits with 0x; bytes stay what they are."""
    return bytes.fromhex(value.removeprefix("0x")) if isinstance(value, str) else bytes(value)


def encode(kind, value):
    """The bytes of one value behind its place in the head."""
    if isinstance(kind, tuple):
        return encode_parts(kind, value)
    if isinstance(kind, list):
        return int(len(value)).to_bytes(WORD, "big") + encode_parts(kind * len(value), value)
    if kind in ("bytes", "string"):
        data = value.encode() if kind == "string" else raw(value)
        return len(data).to_bytes(WORD, "big") + data + bytes(-len(data) % WORD)
    if kind == "address":
        return raw(value).rjust(WORD, b"\0")
    if kind == "bool":
        return int(bool(value)).to_bytes(WORD, "big")
    if kind.startswith("bytes"):
        return raw(value).ljust(WORD, b"\0")
    if kind.startswith(("uint", "int")):
        return (int(value) % 2**256).to_bytes(WORD, "big")
    raise ValueError(f"no type of the ABI: {kind}")


def head_size(kind):
    if is_dynamic(kind):
        return WORD
    return sum(head_size(part) for part in kind) if isinstance(kind, tuple) else WORD


def encode_parts(kinds, values):
    """Values one behind the other: heads, then what has no fixed length."""
    if len(kinds) != len(values):
        raise ValueError(f"{len(values)} values for {len(kinds)} types")
    heads, tails = b"", b""
    size = sum(head_size(kind) for kind in kinds)
    for kind, value in zip(kinds, values):
        data = encode(kind, value)
        if is_dynamic(kind):
            heads += (size + len(tails)).to_bytes(WORD, "big")
            tails += data
        else:
            heads += data
    return heads + tails


def parse_type(text):
    """A type out of a signature's text."""
    if text.endswith("[]"):
        return [parse_type(text[:-2])]
    if text.startswith("("):
        return tuple(parse_type(part) for part in split(text[1:-1]))
    return text


def split(text):
    """The parts of a list of types; commas inside of tuples do not part."""
    parts, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return parts + [text[start:]] if text else []


def argument_types(signature):
    """Types of a function's arguments, from "name(types)"."""
    return tuple(parse_type(part) for part in split(signature[signature.index("(") + 1:-1]))
