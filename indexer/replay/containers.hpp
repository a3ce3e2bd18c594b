// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/bytes.hpp"
#include "indexer/decode/ssz_view.hpp"

namespace apsis {

/// Small containers of the consensus specs as plain values, field by field as the specs name them.
/// `read_X` takes a view that the decoder has accepted.

struct ForkVersions {
  std::array<std::uint8_t, 4> previous_version{};
  std::array<std::uint8_t, 4> current_version{};
  std::uint64_t epoch = 0;
};

struct Checkpoint {
  std::uint64_t epoch = 0;
  Bytes32 root{};
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

struct BeaconBlockHeader {
  std::uint64_t slot = 0;
  std::uint64_t proposer_index = 0;
  Bytes32 parent_root{};
  Bytes32 state_root{};
  Bytes32 body_root{};
  friend bool operator==(const BeaconBlockHeader&, const BeaconBlockHeader&) = default;
};

struct Eth1Data {
  Bytes32 deposit_root{};
  std::uint64_t deposit_count = 0;
  Bytes32 block_hash{};
  friend bool operator==(const Eth1Data&, const Eth1Data&) = default;
};

struct AttestationData {
  std::uint64_t slot = 0;
  std::uint64_t index = 0;
  Bytes32 beacon_block_root{};
  Checkpoint source;
  Checkpoint target;
  friend bool operator==(const AttestationData&, const AttestationData&) = default;
};

struct Withdrawal {
  std::uint64_t index = 0;
  std::uint64_t validator_index = 0;
  Bytes20 address{};
  std::uint64_t amount_gwei = 0;
  friend bool operator==(const Withdrawal&, const Withdrawal&) = default;
};

struct HistoricalSummary {
  Bytes32 block_summary_root{};
  Bytes32 state_summary_root{};
};

struct PendingDeposit {
  Bytes48 pubkey{};
  Bytes32 withdrawal_credentials{};
  std::uint64_t amount_gwei = 0;
  Bytes96 signature{};
  std::uint64_t slot = 0;
};

struct PendingPartialWithdrawal {
  std::uint64_t validator_index = 0;
  std::uint64_t amount_gwei = 0;
  std::uint64_t withdrawable_epoch = 0;
};

struct PendingConsolidation {
  std::uint64_t source_index = 0;
  std::uint64_t target_index = 0;
};

struct SyncCommittee {
  std::vector<Bytes48> pubkeys;
  Bytes48 aggregate_pubkey{};
};

ForkVersions read_fork(const SszView& view);
Checkpoint read_checkpoint(const SszView& view);
BeaconBlockHeader read_header(const SszView& view);
Eth1Data read_eth1_data(const SszView& view);
AttestationData read_attestation_data(const SszView& view);
Withdrawal read_withdrawal(const SszView& view);
HistoricalSummary read_historical_summary(const SszView& view);
PendingDeposit read_pending_deposit(const SszView& view);
PendingPartialWithdrawal read_pending_partial_withdrawal(const SszView& view);
PendingConsolidation read_pending_consolidation(const SszView& view);
SyncCommittee read_sync_committee(const SszView& view);

Bytes32 hash_tree_root(std::uint64_t value);
Bytes32 hash_tree_root(const ForkVersions& value);
Bytes32 hash_tree_root(const Checkpoint& value);
Bytes32 hash_tree_root(const BeaconBlockHeader& value);
Bytes32 hash_tree_root(const Eth1Data& value);
Bytes32 hash_tree_root(const HistoricalSummary& value);
Bytes32 hash_tree_root(const PendingDeposit& value);
Bytes32 hash_tree_root(const PendingPartialWithdrawal& value);
Bytes32 hash_tree_root(const PendingConsolidation& value);
Bytes32 hash_tree_root(const SyncCommittee& value);
Bytes32 hash_tree_root(const Bytes48& value);

}  // namespace apsis
