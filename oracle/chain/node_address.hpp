// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/net/url.hpp"

namespace apsis {

/// Where an execution node is and how to log in.
struct NodeAddress {
  Url url;
  std::string bearer{};   ///< token for the Authorization header; empty: none
  std::string ca_file{};  ///< certificates to trust besides the system's (PEM); empty: none
  /// Keeps old states: asked only when the others have lost the state of a block.
  bool archive = false;
};

/// Longest file with a node's address.
inline constexpr std::size_t max_node_file_bytes = 64 << 10;

/// Nodes out of a list "ENTRY,ENTRY". An entry is a URL without a login, or "file:PATH" for a file
/// as read_node_file takes it. `usage` for anything else, for a login in a URL (secrets come from
/// files alone) and for more than max_urls entries; no error repeats a URL's secrets.
Expected<std::vector<NodeAddress>> parse_nodes(std::string_view text, bool archive = false);

/// A file that no other user may read, with lines "url URL" and, as needed, "user NAME",
/// "password SECRET", "bearer TOKEN", "ca FILE"; '#' begins a comment line. `usage` naming file and
/// line, never the secret.
Expected<NodeAddress> read_node_file(const std::string& path);

}  // namespace apsis
