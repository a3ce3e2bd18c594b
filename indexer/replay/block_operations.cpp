// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "indexer/decode/preset.hpp"
#include "indexer/replay/block_steps.hpp"
#include "indexer/replay/refuse.hpp"

namespace apsis {
namespace {

/// Deposits that a block must hold: those that the bridge still has, at most 16 at a time.
template <class P>
Expected<std::uint64_t> expected_deposits(const Replay<P>& run) {
  const BeaconState& state = run.state;
  if (state.fork >= Fork::fulu && run.config->fulu_drops_eth1_bridge) return 0;
  std::uint64_t limit = state.eth1_data.deposit_count;
  if (run.params().balance_churn) {
    limit = std::min(limit, state.deposit_requests_start_index);
    if (state.eth1_deposit_index >= limit) return 0;
  }
  if (state.eth1_deposit_index > limit) {
    return refuse("process_operations", "more deposits were processed than the bridge counts");
  }
  return std::min<std::uint64_t>(preset::max_deposits, limit - state.eth1_deposit_index);
}

/// One list of a body (or of its execution requests) and what is done with each element.
template <class P>
struct OperationList {
  const char* name;
  Expected<void> (*process)(Replay<P>&, const SszView&);
};

template <class P, std::size_t N>
Expected<void> process_lists(Replay<P>& run, const SszView& container,
                             const OperationList<P> (&lists)[N]) {
  for (const OperationList<P>& list : lists) {
    if (!container.has(list.name)) continue;  // a later fork's
    const SszView operations = container.field(list.name);
    for (std::size_t i = 0; i < operations.size(); ++i) {
      if (auto ok = list.process(run, operations[i]); !ok) {
        return std::unexpected(
            within(std::string(list.name) + "[" + std::to_string(i) + "]", ok.error()));
      }
    }
  }
  return {};
}

}  // namespace

template <class P>
Expected<void> process_operations(Replay<P>& run, const SszView& body) {
  static constexpr OperationList<P> in_body[] = {
      {"proposer_slashings", process_proposer_slashing<P>},
      {"attester_slashings", process_attester_slashing<P>},
      {"attestations", process_attestation<P>},
      {"deposits", process_deposit<P>},
      {"voluntary_exits", process_voluntary_exit<P>},
      {"bls_to_execution_changes", process_bls_to_execution_change<P>}};
  static constexpr OperationList<P> in_requests[] = {
      {"deposits", process_deposit_request<P>},
      {"withdrawals", process_withdrawal_request<P>},
      {"consolidations", process_consolidation_request<P>}};
  const auto deposits = expected_deposits(run);
  if (!deposits) return std::unexpected(deposits.error());
  if (body.field("deposits").size() != *deposits) {
    return refuse("process_operations", std::to_string(body.field("deposits").size()) +
                                            " deposits instead of " + std::to_string(*deposits));
  }
  if (auto ok = process_lists(run, body, in_body); !ok) return ok;
  if (!body.has("execution_requests")) return {};
  return process_lists(run, body.field("execution_requests"), in_requests);
}

template Expected<void> process_operations(Replay<MainnetPreset>&, const SszView&);
template Expected<void> process_operations(Replay<MinimalPreset>&, const SszView&);
template Expected<void> process_operations(Replay<GnosisPreset>&, const SszView&);

}  // namespace apsis
