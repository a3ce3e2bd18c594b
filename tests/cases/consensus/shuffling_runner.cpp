// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <yaml-cpp/yaml.h>

#include <numeric>

#include "core/hex.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/shuffle.hpp"
#include "tests/cases/consensus/runners.hpp"

namespace apsis {

template <class P>
CaseOutcome run_shuffling_case(const ConsensusCase& what, Fork) {
  const YAML::Node file = YAML::LoadFile((what.folder / "mapping.yaml").string());
  const auto seed = array_from_hex<32>(file["seed"].as<std::string>());
  if (!seed) return case_failed("the seed is not 32 bytes of hex");
  const auto mapping = file["mapping"].as<std::vector<std::uint32_t>>();
  if (mapping.size() != file["count"].as<std::size_t>()) return case_failed("count is wrong");
  std::vector<std::uint32_t> list(mapping.size());
  std::iota(list.begin(), list.end(), 0u);
  shuffle_list(list, *seed, P::shuffle_round_count);
  if (list != mapping) return case_failed("the shuffled list is another");
  for (std::size_t i = 0; i < mapping.size(); ++i) {
    if (compute_shuffled_index(i, mapping.size(), *seed, P::shuffle_round_count) != mapping[i]) {
      return case_failed("index " + std::to_string(i) + " goes elsewhere");
    }
  }
  return case_passed();
}

template CaseOutcome run_shuffling_case<MainnetPreset>(const ConsensusCase&, Fork);
template CaseOutcome run_shuffling_case<MinimalPreset>(const ConsensusCase&, Fork);
template CaseOutcome run_shuffling_case<GnosisPreset>(const ConsensusCase&, Fork);

}  // namespace apsis
