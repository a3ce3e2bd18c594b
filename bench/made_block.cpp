// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "bench/made_block.hpp"

#include "bench/noise.hpp"
#include "bench/ssz_writer.hpp"
#include "core/check.hpp"
#include "indexer/replay/accessors.hpp"
#include "indexer/replay/block_steps.hpp"

namespace apsis {
namespace {

using P = MainnetPreset;
using Fields = std::map<std::string, Bytes>;

constexpr std::uint64_t aggregates_per_block = 8;
constexpr std::size_t transaction_count = 160;
constexpr std::size_t transaction_bytes = 640;
constexpr std::size_t blob_count = 6;
constexpr std::size_t deposit_requests = 2;
/// Of a hundred votes, those that a committee's first aggregate holds.
constexpr std::uint64_t votes_in_hundred = 99;
constexpr std::size_t state_root_at = 8 + 8 + 32;

Bytes u64(std::uint64_t value) {
  Bytes out(8);
  store_le(out.data(), value);
  return out;
}

template <std::size_t N>
Bytes copy(const std::array<std::uint8_t, N>& value) {
  return {value.begin(), value.end()};
}

Bytes checkpoint(const ForkTypes& types, const Checkpoint& value) {
  return ssz_container(types["Checkpoint"],
                       {{"epoch", u64(value.epoch)}, {"root", copy(value.root)}});
}

Bytes made_data(const Replay<P>& run, const ForkTypes& types, std::uint64_t slot) {
  const BeaconState& state = run.state;
  const std::uint64_t epoch = slot / P::slots_per_epoch;
  const Checkpoint& source = epoch == run.current_epoch() ? state.current_justified_checkpoint
                                                          : state.previous_justified_checkpoint;
  const auto head = get_block_root_at_slot<P>(state, slot);
  const auto target = get_block_root<P>(state, epoch);
  CHECK(head && target);
  return ssz_container(types["AttestationData"], {{"slot", u64(slot)},
                                                  {"beacon_block_root", copy(*head)},
                                                  {"source", checkpoint(types, source)},
                                                  {"target", checkpoint(types, {epoch, *target})}});
}

Bytes made_attestation(const Replay<P>& run, const ForkTypes& types, std::uint64_t slot,
                       Noise& noise) {
  const Shuffling& shuffling =
      slot / P::slots_per_epoch == run.current_epoch() ? run.cache.current : run.cache.previous;
  std::vector<bool> bits;
  Bytes committees(P::max_committees_per_slot / 8);
  for (std::uint64_t index = 0; index < shuffling.committees_per_slot; ++index) {
    committees[index / 8] = static_cast<std::uint8_t>(committees[index / 8] | 1u << index % 8);
    const std::size_t members = shuffling.committee(slot, index).size();
    for (std::size_t i = 0; i < members; ++i) {
      bits.push_back(i == 0 || noise.in_hundred(votes_in_hundred));
    }
  }
  return ssz_container(types["Attestation"], {{"aggregation_bits", ssz_bitlist(bits)},
                                              {"data", made_data(run, types, slot)},
                                              {"signature", noise.bytes(96)},
                                              {"committee_bits", committees}});
}

Bytes made_withdrawals(const Replay<P>& run) {
  const auto expected = get_expected_withdrawals(run);
  CHECK(expected.has_value());
  Bytes out;
  const auto add = [&](ByteSpan bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); };
  for (const Withdrawal& withdrawal : expected->withdrawals) {
    add(u64(withdrawal.index));
    add(u64(withdrawal.validator_index));
    add(withdrawal.address);
    add(u64(withdrawal.amount_gwei));
  }
  return out;
}

Bytes made_payload(const Replay<P>& run, const ForkTypes& types, Noise& noise) {
  std::vector<Bytes> transactions;
  for (std::size_t i = 0; i < transaction_count; ++i) {
    transactions.push_back(noise.bytes(transaction_bytes / 2 + noise.below(transaction_bytes)));
  }
  const BeaconState& state = run.state;
  return ssz_container(
      types["ExecutionPayload"],
      {{"parent_hash", copy(state.latest_execution_payload_header.block_hash)},
       {"fee_recipient", noise.bytes(20)},
       {"state_root", noise.bytes(32)},
       {"receipts_root", noise.bytes(32)},
       {"logs_bloom", noise.bytes(256)},
       {"prev_randao", copy(get_randao_mix<P>(state, run.current_epoch()))},
       {"block_number", u64(state.slot)},
       {"gas_limit", u64(45'000'000)},
       {"gas_used", u64(22'000'000)},
       {"timestamp", u64(state.genesis_time + state.slot * run.config->slot_duration_ms / 1000)},
       {"extra_data", noise.bytes(20)},
       {"block_hash", noise.bytes(32)},
       {"transactions", ssz_list(transactions)},
       {"withdrawals", made_withdrawals(run)}});
}

Bytes made_requests(const ForkTypes& types, Noise& noise) {
  Bytes deposits;
  for (std::size_t i = 0; i < deposit_requests; ++i) {
    const Bytes request =
        ssz_container(types["DepositRequest"], {{"pubkey", noise.bytes(48)},
                                                {"withdrawal_credentials", noise.bytes(32)},
                                                {"amount", u64(32'000'000'000)},
                                                {"signature", noise.bytes(96)}});
    deposits.insert(deposits.end(), request.begin(), request.end());
  }
  return ssz_container(types["ExecutionRequests"], {{"deposits", deposits}});
}

Bytes made_body(const Replay<P>& run, const ForkTypes& types, Noise& noise) {
  const BeaconState& state = run.state;
  std::vector<Bytes> attestations;
  for (std::uint64_t back = 1; back <= aggregates_per_block; ++back) {
    attestations.push_back(made_attestation(run, types, state.slot - back, noise));
  }
  const Bytes sync = ssz_container(types["SyncAggregate"],
                                   {{"sync_committee_bits", Bytes(P::sync_committee_size / 8, 255)},
                                    {"sync_committee_signature", noise.bytes(96)}});
  return ssz_container(types["BeaconBlockBody"],
                       {{"randao_reveal", noise.bytes(96)},
                        {"graffiti", noise.bytes(32)},
                        {"attestations", ssz_list(attestations)},
                        {"sync_aggregate", sync},
                        {"execution_payload", made_payload(run, types, noise)},
                        {"blob_kzg_commitments", noise.bytes(48 * blob_count)},
                        {"execution_requests", made_requests(types, noise)}});
}

}  // namespace

Bytes make_block(const Replay<P>& run) {
  const ForkTypes& types = (*run.types)[run.state.fork];
  const BeaconState& state = run.state;
  Noise noise(state.slot);
  return ssz_container(
      types["BeaconBlock"],
      {{"slot", u64(state.slot)},
       {"proposer_index", u64(state.proposer_lookahead[state.slot % P::slots_per_epoch])},
       {"parent_root", copy(hash_tree_root(state.latest_block_header))},
       {"body", made_body(run, types, noise)}});
}

void set_state_root(Bytes& block, const Bytes32& root) {
  std::memcpy(block.data() + state_root_at, root.data(), root.size());
}

}  // namespace apsis
