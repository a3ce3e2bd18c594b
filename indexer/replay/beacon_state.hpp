// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "indexer/decode/fork.hpp"
#include "indexer/decode/fork_types.hpp"
#include "indexer/replay/containers.hpp"
#include "indexer/replay/hashed_column.hpp"
#include "indexer/replay/pending_attestation.hpp"
#include "indexer/replay/registry.hpp"

namespace apsis {

/// A sync committee, its root and its members' places in the registry.
struct SeatedCommittee {
  SyncCommittee committee;
  Bytes32 root{};
  std::vector<std::uint32_t> validators;  ///< by seat; filled when first needed

  void set(SyncCommittee value);
};

/// The header of the latest execution payload: its layout differs between forks, so it is kept as
/// it is serialized, with the two values that the transition needs.
struct PayloadHeader {
  Bytes serialized;
  Bytes32 root{};
  Bytes32 block_hash{};
  bool is_default = true;  ///< all zero: the merge has not happened

  void set(const SszView& header);
};

/// The beacon state as columns (phase0/beacon-chain.md and later, `BeaconState`). One type holds
/// every fork; fields that a fork lacks stay empty and out of its root, but phase0's participation
/// and scores, which are as long as the registry and 0. Fields are the specs'.
struct BeaconState {
  /// Empty state with the list limits of preset P.
  template <class P>
  static BeaconState make();

  Fork fork = Fork::altair;
  std::uint64_t genesis_time = 0;
  Bytes32 genesis_validators_root{};
  std::uint64_t slot = 0;
  ForkVersions fork_versions;
  BeaconBlockHeader latest_block_header;
  HashedColumn<Bytes32> block_roots;
  HashedColumn<Bytes32> state_roots;
  HashedColumn<Bytes32> historical_roots;
  Eth1Data eth1_data;
  HashedList<Eth1Data> eth1_data_votes;
  std::uint64_t eth1_deposit_index = 0;
  Registry validators;
  HashedColumn<std::uint64_t> balances;
  HashedColumn<Bytes32> randao_mixes;
  HashedColumn<std::uint64_t> slashings;
  HashedColumn<std::uint8_t> previous_epoch_participation;
  HashedColumn<std::uint8_t> current_epoch_participation;
  HashedList<PendingAttestation> previous_epoch_attestations;  ///< phase0 alone
  HashedList<PendingAttestation> current_epoch_attestations;   ///< phase0 alone
  std::uint8_t justification_bits = 0;
  Checkpoint previous_justified_checkpoint;
  Checkpoint current_justified_checkpoint;
  Checkpoint finalized_checkpoint;
  HashedColumn<std::uint64_t> inactivity_scores;
  SeatedCommittee current_sync_committee;
  SeatedCommittee next_sync_committee;
  PayloadHeader latest_execution_payload_header;
  std::uint64_t next_withdrawal_index = 0;
  std::uint64_t next_withdrawal_validator_index = 0;
  HashedList<HistoricalSummary> historical_summaries;
  std::uint64_t deposit_requests_start_index = 0;
  std::uint64_t deposit_balance_to_consume_gwei = 0;
  std::uint64_t exit_balance_to_consume_gwei = 0;
  std::uint64_t earliest_exit_epoch = 0;
  std::uint64_t consolidation_balance_to_consume_gwei = 0;
  std::uint64_t earliest_consolidation_epoch = 0;
  HashedList<PendingDeposit> pending_deposits;
  HashedList<PendingPartialWithdrawal> pending_partial_withdrawals;
  HashedList<PendingConsolidation> pending_consolidations;
  HashedColumn<std::uint64_t> proposer_lookahead;
};

/// Fills a state from a `BeaconState` that the decoder has accepted. Lists whose lengths must agree
/// (validators, balances, participation, scores) are checked, and that no number is beyond reason.
template <class P>
Expected<BeaconState> load_state(Fork fork, const SszView& view);

/// The state as SSZ, by the `BeaconState` of its fork.
Bytes serialize_state(const BeaconState& state, const SszType& state_type);

/// A field's name and root.
struct FieldRoot {
  std::string_view name;
  Bytes32 root;
};

/// Roots of all fields in the order of the fork's container; hashes only what has changed.
std::vector<FieldRoot> field_roots(BeaconState& state, const SszType& state_type);

/// `hash_tree_root(state)`; hashes only what has changed.
Bytes32 hash_tree_root(BeaconState& state, const SszType& state_type);

/// Field roots, a line each, for a report about a mismatch.
std::string describe_fields(const std::vector<FieldRoot>& fields);

}  // namespace apsis
