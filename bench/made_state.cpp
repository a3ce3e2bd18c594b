// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "bench/made_state.hpp"

#include "bench/made_keys.hpp"
#include "bench/made_registry.hpp"
#include "bench/noise.hpp"
#include "bench/ssz_writer.hpp"
#include "core/hash/merkle.hpp"
#include "core/hash/sha256.hpp"
#include "indexer/decode/preset.hpp"

namespace apsis {
namespace {

using P = MainnetPreset;
constexpr std::uint64_t epoch = made_first_slot / P::slots_per_epoch;
constexpr std::uint64_t eth = preset::effective_balance_increment_gwei;

Bytes u64(std::uint64_t value) {
  Bytes out(8);
  store_le(out.data(), value);
  return out;
}

void append(Bytes& out, ByteSpan more) {
  out.insert(out.end(), more.begin(), more.end());
}

Bytes made_committee(const MadeRegistry& registry, const std::vector<Bytes48>& pubkeys,
                     Noise& noise) {
  Bytes out;
  std::vector<std::size_t> members;
  for (std::size_t i = 0; i < P::sync_committee_size; ++i) {
    members.push_back(registry.active[noise.below(registry.active.size())]);
    append(out, pubkeys[members.back()]);
  }
  append(out, sum_of_keys(members));
  return out;
}

Bytes made_lookahead(const MadeRegistry& registry, Noise& noise) {
  const Bytes& records = registry.fields.at("validators");
  Bytes out;
  while (out.size() < 8 * 2 * P::slots_per_epoch) {
    const std::size_t i = registry.active[noise.below(registry.active.size())];
    if (records[i * 121 + 88] == 0) append(out, u64(i));  // not slashed
  }
  return out;
}

/// Top-ups and, in front, new validators with a proof of possession.
Bytes made_deposits(const ForkTypes& types, const MadeRegistry& registry,
                    const std::vector<Bytes48>& pubkeys, const BenchSize& size, Noise& noise) {
  Bytes out;
  const SszType& type = types["PendingDeposit"];
  const std::uint64_t finalized_slot = (epoch - 3) * P::slots_per_epoch;
  const Bytes32 fork_data = hash_pair(Bytes32{}, Bytes32{});
  Bytes32 domain{3};
  std::memcpy(domain.data() + 4, fork_data.data(), 28);
  for (std::size_t i = 0; i < 600; ++i) {
    const bool fresh = i % 4 == 0 && i < 32;
    const std::size_t key =
        fresh ? size.validators + i / 4 : registry.active[noise.below(registry.active.size())];
    const std::uint64_t amount = (fresh ? 32 : 1) * eth;
    Bytes credentials(32);
    credentials[0] = 1;
    std::map<std::string, Bytes> fields = {
        {"pubkey", Bytes(pubkeys[key].begin(), pubkeys[key].end())},
        {"withdrawal_credentials", credentials},
        {"amount", u64(amount)},
        {"slot", u64(finalized_slot)}};
    if (fresh) {
      const Bytes32 leaves[] = {merkleize(ByteSpan(pubkeys[key]), 1), to_array<32>(credentials),
                                to_array<32>([&] {
                                  Bytes leaf = u64(amount);
                                  leaf.resize(32);
                                  return leaf;
                                }())};
      const Bytes32 message = merkleize(std::span<const Bytes32>(leaves), 2);
      const Bytes96 signature = sign_with_key(key, hash_pair(message, domain));
      fields["signature"] = Bytes(signature.begin(), signature.end());
    }
    append(out, ssz_container(type, fields));
  }
  return out;
}

Bytes made_queue(const MadeRegistry& registry, Noise& noise, std::size_t count,
                 std::initializer_list<std::uint64_t> rest) {
  Bytes out;
  for (std::size_t i = 0; i < count; ++i) {
    append(out, u64(registry.active[noise.below(registry.active.size())]));
    for (const std::uint64_t value : rest) append(out, u64(value));
  }
  return out;
}

Bytes checkpoint(const ForkTypes& types, std::uint64_t of_epoch, const Bytes32& root) {
  return ssz_container(types["Checkpoint"],
                       {{"epoch", u64(of_epoch)}, {"root", Bytes(root.begin(), root.end())}});
}

}  // namespace

ChainConfig made_config() {
  ChainConfig config;
  for (ForkSchedule& fork : config.forks) fork.epoch = 0;
  return config;
}

Bytes make_state(const ForkTypes& types, const BenchSize& size) {
  Noise noise(1);
  const std::vector<Bytes48> pubkeys = make_pubkeys(size.validators + 64);
  MadeRegistry registry = make_registry(pubkeys, size, epoch);
  const auto committee = [&] { return made_committee(registry, pubkeys, noise); };
  std::map<std::string, Bytes> fields;
  fields["genesis_time"] = u64(1'606'824'023);
  fields["genesis_validators_root"] = noise.bytes(32);
  fields["slot"] = u64(made_first_slot);
  fields["latest_block_header"] =
      ssz_container(types["BeaconBlockHeader"], {{"slot", u64(made_first_slot - 1)},
                                                 {"parent_root", noise.bytes(32)},
                                                 {"state_root", noise.bytes(32)},
                                                 {"body_root", noise.bytes(32)}});
  fields["block_roots"] = noise.bytes(32 * P::slots_per_historical_root);
  fields["state_roots"] = noise.bytes(32 * P::slots_per_historical_root);
  fields["historical_roots"] = noise.bytes(32 * 758);
  fields["randao_mixes"] = noise.bytes(32 * P::epochs_per_historical_vector);
  fields["slashings"] = [&] {
    Bytes out(8 * P::epochs_per_slashings_vector);
    for (std::size_t i = 0; i < 40; ++i) store_le(out.data() + 8 * noise.below(8192), 64 * eth);
    return out;
  }();
  fields["eth1_data_votes"] = noise.bytes(72 * 2048 / 2);
  fields["justification_bits"] = {15};
  fields["previous_justified_checkpoint"] = checkpoint(types, epoch - 2, noise.root());
  fields["current_justified_checkpoint"] = checkpoint(types, epoch - 1, noise.root());
  fields["finalized_checkpoint"] = checkpoint(types, epoch - 2, noise.root());
  fields["current_sync_committee"] = committee();
  fields["next_sync_committee"] = committee();
  fields["latest_execution_payload_header"] = ssz_container(
      types["ExecutionPayloadHeader"], {{"block_hash", noise.bytes(32)}, {"block_number", u64(1)}});
  fields["next_withdrawal_validator_index"] = u64(size.validators / 3);
  fields["historical_summaries"] = noise.bytes(64 * 900);
  fields["earliest_exit_epoch"] = u64(epoch + 200);
  fields["earliest_consolidation_epoch"] = u64(epoch + 200);
  fields["pending_deposits"] = made_deposits(types, registry, pubkeys, size, noise);
  fields["pending_partial_withdrawals"] = made_queue(registry, noise, 400, {eth, epoch + 20});
  fields["pending_consolidations"] = made_queue(registry, noise, 400, {registry.active[0]});
  fields["proposer_lookahead"] = made_lookahead(registry, noise);
  fields.merge(registry.fields);
  return ssz_container(types["BeaconState"], fields);
}

}  // namespace apsis
