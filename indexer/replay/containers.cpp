// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/containers.hpp"

#include <initializer_list>

#include "core/hash/merkle.hpp"
#include "core/hash/sha256.hpp"

namespace apsis {
namespace {

std::uint64_t u64_at(const SszView& view, std::size_t at) {
  return load_le<std::uint64_t>(view.bytes().data() + at);
}

template <std::size_t N>
std::array<std::uint8_t, N> bytes_at(const SszView& view, std::size_t at) {
  return to_array<N>(view.bytes().subspan(at));
}

Checkpoint checkpoint_at(const SszView& view, std::size_t at) {
  return {u64_at(view, at), bytes_at<32>(view, at + 8)};
}

template <std::size_t N>
Bytes32 chunk_of(const std::array<std::uint8_t, N>& value) {
  static_assert(N <= 32);
  Bytes32 out{};
  std::memcpy(out.data(), value.data(), N);
  return out;
}

Bytes32 root_of(std::initializer_list<Bytes32> fields) {
  return merkleize(std::span<const Bytes32>(fields.begin(), fields.size()),
                   ceil_log2(fields.size()));
}

Bytes32 signature_root(const Bytes96& signature) {
  return merkleize(ByteSpan(signature), 2);
}

}  // namespace

// All of these have a fixed size, so their fields stand at fixed places.

ForkVersions read_fork(const SszView& view) {
  return {bytes_at<4>(view, 0), bytes_at<4>(view, 4), u64_at(view, 8)};
}

Checkpoint read_checkpoint(const SszView& view) {
  return checkpoint_at(view, 0);
}

BeaconBlockHeader read_header(const SszView& view) {
  return {u64_at(view, 0), u64_at(view, 8), bytes_at<32>(view, 16), bytes_at<32>(view, 48),
          bytes_at<32>(view, 80)};
}

Eth1Data read_eth1_data(const SszView& view) {
  return {bytes_at<32>(view, 0), u64_at(view, 32), bytes_at<32>(view, 40)};
}

AttestationData read_attestation_data(const SszView& view) {
  return {u64_at(view, 0), u64_at(view, 8), bytes_at<32>(view, 16), checkpoint_at(view, 48),
          checkpoint_at(view, 88)};
}

Withdrawal read_withdrawal(const SszView& view) {
  return {u64_at(view, 0), u64_at(view, 8), bytes_at<20>(view, 16), u64_at(view, 36)};
}

HistoricalSummary read_historical_summary(const SszView& view) {
  return {bytes_at<32>(view, 0), bytes_at<32>(view, 32)};
}

PendingDeposit read_pending_deposit(const SszView& view) {
  return {bytes_at<48>(view, 0), bytes_at<32>(view, 48), u64_at(view, 80), bytes_at<96>(view, 88),
          u64_at(view, 184)};
}

PendingPartialWithdrawal read_pending_partial_withdrawal(const SszView& view) {
  return {u64_at(view, 0), u64_at(view, 8), u64_at(view, 16)};
}

PendingConsolidation read_pending_consolidation(const SszView& view) {
  return {u64_at(view, 0), u64_at(view, 8)};
}

SyncCommittee read_sync_committee(const SszView& view) {
  const SszView pubkeys = view.field("pubkeys");
  SyncCommittee out;
  for (std::size_t i = 0; i < pubkeys.size(); ++i) {
    out.pubkeys.push_back(pubkeys[i].as_bytes<48>());
  }
  out.aggregate_pubkey = view.field("aggregate_pubkey").as_bytes<48>();
  return out;
}

Bytes32 hash_tree_root(std::uint64_t value) {
  Bytes32 out{};
  store_le(out.data(), value);
  return out;
}

Bytes32 hash_tree_root(const ForkVersions& value) {
  return root_of({chunk_of(value.previous_version), chunk_of(value.current_version),
                  hash_tree_root(value.epoch)});
}

Bytes32 hash_tree_root(const Checkpoint& value) {
  return hash_pair(hash_tree_root(value.epoch), value.root);
}

Bytes32 hash_tree_root(const BeaconBlockHeader& value) {
  return root_of({hash_tree_root(value.slot), hash_tree_root(value.proposer_index),
                  value.parent_root, value.state_root, value.body_root});
}

Bytes32 hash_tree_root(const Eth1Data& value) {
  return root_of({value.deposit_root, hash_tree_root(value.deposit_count), value.block_hash});
}

Bytes32 hash_tree_root(const HistoricalSummary& value) {
  return hash_pair(value.block_summary_root, value.state_summary_root);
}

Bytes32 hash_tree_root(const Bytes48& value) {
  return merkleize(ByteSpan(value), 1);
}

Bytes32 hash_tree_root(const PendingDeposit& value) {
  return root_of({hash_tree_root(value.pubkey), value.withdrawal_credentials,
                  hash_tree_root(value.amount_gwei), signature_root(value.signature),
                  hash_tree_root(value.slot)});
}

Bytes32 hash_tree_root(const PendingPartialWithdrawal& value) {
  return root_of({hash_tree_root(value.validator_index), hash_tree_root(value.amount_gwei),
                  hash_tree_root(value.withdrawable_epoch)});
}

Bytes32 hash_tree_root(const PendingConsolidation& value) {
  return hash_pair(hash_tree_root(value.source_index), hash_tree_root(value.target_index));
}

Bytes32 hash_tree_root(const SyncCommittee& value) {
  std::vector<Bytes32> roots;
  for (const Bytes48& pubkey : value.pubkeys) roots.push_back(hash_tree_root(pubkey));
  const Bytes32 keys = merkleize(std::span<const Bytes32>(roots), ceil_log2(roots.size()));
  return hash_pair(keys, hash_tree_root(value.aggregate_pubkey));
}

}  // namespace apsis
