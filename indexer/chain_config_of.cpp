// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/chain_config_of.hpp"

namespace apsis {

Expected<ChainConfig> chain_config_of(const ChainSpec& spec) {
  std::vector<BlobLimit> blobs;
  for (const BlobScheduleEntry& entry : spec.blob_schedule) {
    blobs.push_back({entry.epoch, entry.max_blobs});
  }
  return parse_chain_config(spec.values, std::move(blobs));
}

Expected<void> check_same_chain(const ChainSpec& ours, const ChainSpec& theirs,
                                const std::string& their_name) {
  const auto our_config = chain_config_of(ours);
  if (!our_config) return std::unexpected(our_config.error());
  const auto their_config = chain_config_of(theirs);
  if (!their_config) return std::unexpected(within(their_name, their_config.error()));
  const auto difference = first_difference(*our_config, *their_config);
  if (!difference) return {};
  return fail(ErrorKind::mismatch,
              "is " + difference->second + " there, but " + difference->first +
                  " in the configuration that was chosen",
              their_name + ", config " + difference->name,
              "Choose the network that the blocks are from, or give its config.yaml");
}

}  // namespace apsis
