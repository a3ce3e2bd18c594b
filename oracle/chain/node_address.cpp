// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/node_address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace apsis {

namespace {

namespace fs = std::filesystem;

constexpr fs::perms foreign_perms = fs::perms::group_all | fs::perms::others_all;

std::unexpected<Error> refuse(std::string what, std::string where, std::string remedy = {}) {
  return fail(ErrorKind::usage, std::move(what), std::move(where), std::move(remedy));
}

/// The file's text, when no other user may read it.
Expected<std::string> read_private(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (error || !fs::is_regular_file(status)) return refuse("there is no such file", path);
  if ((status.permissions() & foreign_perms) != fs::perms::none)
    return refuse("other users may read or change the file", path, "chmod 600 it");
  std::ifstream in(path, std::ios::binary);
  std::string text(max_node_file_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.empty()) return refuse("the file is empty or cannot be read", path);
  if (text.size() > max_node_file_bytes) return refuse("the file is too long", path);
  return text;
}

/// A header's value: no control characters, no spaces at its ends.
bool is_sendable(std::string_view text) {
  return !text.empty() &&
         std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) <= 0x20; });
}

Expected<void> set_field(NodeAddress& node, std::string_view key, std::string_view value,
                         const std::string& where) {
  if (key == "url") {
    auto url = parse_url(value);
    if (!url) return std::unexpected(within(where, url.error()));
    url->user = node.url.user.empty() ? url->user : node.url.user;
    url->password = node.url.password.empty() ? url->password : node.url.password;
    node.url = std::move(*url);
  } else if (key == "user") {
    node.url.user = value;
  } else if (key == "password") {
    node.url.password = value;
  } else if (key == "bearer") {
    if (!is_sendable(value)) return refuse("the token holds a space or control character", where);
    node.bearer = value;
  } else if (key == "ca") {
    node.ca_file = value;
  } else {
    return refuse("unknown word", where, "write url, user, password, bearer or ca, then a value");
  }
  return {};
}

}  // namespace

Expected<NodeAddress> read_node_file(const std::string& path) {
  const auto text = read_private(path);
  if (!text) return std::unexpected(text.error());
  NodeAddress out;
  std::istringstream lines(*text);
  std::string line;
  for (unsigned number = 1; std::getline(lines, line); ++number) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (line.empty() || line.front() == '#') continue;
    const std::size_t space = line.find(' ');
    const std::string where = fmt::format("{} line {}", path, number);
    if (space == std::string::npos)
      return refuse("a word without a value", where, "write WORD VALUE on one line");
    const std::string_view all = line;
    if (auto set = set_field(out, all.substr(0, space), all.substr(space + 1), where); !set)
      return std::unexpected(set.error());
  }
  if (out.url.host.empty()) return refuse("the file names no node", path, "add a line: url URL");
  if (!out.bearer.empty() && !out.url.user.empty())
    return refuse("both a token and a login are given", path, "keep the one that the node wants");
  return out;
}

Expected<std::vector<NodeAddress>> parse_nodes(std::string_view text, bool archive) {
  std::vector<NodeAddress> out;
  for (;;) {
    if (out.size() == max_urls) return refuse("more than 16 nodes in one list", "nodes");
    const std::string where = fmt::format("node {}", out.size() + 1);
    const std::string_view entry = text.substr(0, text.find(','));
    NodeAddress node;
    if (entry.starts_with("file:")) {
      auto read = read_node_file(std::string(entry.substr(5)));
      if (!read) return std::unexpected(within(where, read.error()));
      node = std::move(*read);
    } else {
      auto url = parse_url(entry);
      if (!url) return std::unexpected(within(where, url.error()));
      if (!url->user.empty() || !url->password.empty())
        return refuse("a login stands in the URL, where other users of this machine can see it",
                      where, "write it into a file with mode 600 and give file:PATH");
      node.url = std::move(*url);
    }
    node.archive = archive;
    out.push_back(std::move(node));
    if (entry.size() == text.size()) return out;
    text.remove_prefix(entry.size() + 1);
  }
}

}  // namespace apsis
