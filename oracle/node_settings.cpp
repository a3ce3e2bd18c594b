// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/node_settings.hpp"

namespace apsis {

Expected<std::vector<NodeAddress>> execution_nodes_of(const Settings& settings) {
  const auto list = settings.required("oracle.execution");
  if (!list) return std::unexpected(list.error());
  auto out = parse_nodes(*list);
  if (!out) return std::unexpected(within("--execution", out.error()));
  const std::string archive = settings.text("oracle.archive");
  if (archive.empty()) return out;
  const auto more = parse_nodes(archive, true);
  if (!more) return std::unexpected(within("--archive", more.error()));
  out->insert(out->end(), more->begin(), more->end());
  return out;
}

}  // namespace apsis
