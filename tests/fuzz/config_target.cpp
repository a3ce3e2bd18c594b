// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/net/url.hpp"
#include "core/ops/config_file.hpp"
#include "core/ops/print_config.hpp"
#include "indexer/chain_config_of.hpp"
#include "indexer/decode/fork_types.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/program.hpp"
#include "indexer/source/networks.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace apsis {
namespace {

Bytes seed(std::uint8_t kind, const std::string& text) {
  return chosen_seed(kind, Bytes(text.begin(), text.end()));
}

std::string as_yaml(const ChainSpec& spec) {
  std::string out;
  for (const auto& [key, value] : spec.values) out += key + ": " + value + "\n";
  out += "BLOB_SCHEDULE:\n";
  for (const BlobScheduleEntry& entry : spec.blob_schedule) {
    out += "  - EPOCH: " + std::to_string(entry.epoch) +
           "\n    MAX_BLOBS_PER_BLOCK: " + std::to_string(entry.max_blobs) + "\n";
  }
  return out;
}

/// The limits of a configuration go into the types.
void use(const Expected<ChainSpec>& spec) {
  if (!spec) return;
  const auto config = chain_config_of(*spec);
  if (!config) return;
  const ForkTypes types = ForkTypes::make<MinimalPreset>(Fork::fulu, *config);
  (void)types.decode("SignedBeaconBlock", Bytes(4000));
  (void)first_difference(*config, ChainConfig{});
}

}  // namespace

const char* const target_name = "config";

std::vector<Bytes> target_seeds() {
  std::vector<Bytes> out = {seed(0, sample_config(indexer_program())),
                            seed(0, "db = \"embedded:x\"\n[log]\nlevel = 'info'\n"),
                            seed(2, "https://user:secret@[::1]:5052/eth?a=b,http://host")};
  for (const std::string& name : built_in_network_names()) {
    out.push_back(seed(1, as_yaml(built_in_network(name)->spec)));
  }
  return out;
}

void run_target(ByteSpan input) {
  if (input.empty()) return;
  const std::string text(input.begin() + 1, input.end());
  switch (input[0] % 3) {
    case 0:
      (void)parse_config(text, "input", indexer_program());
      return;
    case 1:
      return use(parse_config_yaml(text, "input"));
    default:
      (void)parse_url_list(text);
  }
}

}  // namespace apsis
