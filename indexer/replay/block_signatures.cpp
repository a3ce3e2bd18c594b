// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/block_signatures.hpp"

#include <algorithm>

#include "core/hash/sha256.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/accessors.hpp"
#include "indexer/replay/block_steps.hpp"

namespace apsis {
namespace {

using ForkVersion = std::array<std::uint8_t, 4>;

/// Domain types (phase0/beacon-chain.md and later).
enum class Domain : std::uint8_t {
  beacon_proposer = 0,
  beacon_attester = 1,
  randao = 2,
  voluntary_exit = 4,
  sync_committee = 7,
  bls_to_execution_change = 10,
};

/// `compute_domain`.
Bytes32 compute_domain(Domain type, const ForkVersion& version, const Bytes32& validators_root) {
  Bytes32 version_chunk{};
  std::copy(version.begin(), version.end(), version_chunk.begin());
  const Bytes32 fork_data_root = hash_pair(version_chunk, validators_root);
  Bytes32 out{static_cast<std::uint8_t>(type)};
  std::copy(fork_data_root.begin(), fork_data_root.begin() + 28, out.begin() + 4);
  return out;
}

/// Collects the tasks of one block.
template <class P>
class Collector {
 public:
  Collector(Replay<P>& run, PubkeyPoints& points) : run_(run), points_(points) {}

  Expected<void> block(const SszView& signed_block);
  Expected<void> operation(std::string_view list, const SszView& operation);
  std::vector<SignatureTask> take() { return std::move(tasks_); }

 private:
  Expected<void> proposer_slashing(const SszView& slashing);
  Expected<void> attester_slashing(const SszView& slashing);
  Expected<void> attestation(const SszView& attestation);
  Expected<void> voluntary_exit(const SszView& signed_exit);
  Expected<void> bls_change(const SszView& signed_change);
  Expected<void> sync_aggregate(const SszView& aggregate);

  /// `get_domain`.
  Bytes32 domain(Domain type, std::uint64_t epoch) const {
    const ForkVersions& fork = run_.state.fork_versions;
    return compute_domain(type, epoch < fork.epoch ? fork.previous_version : fork.current_version,
                          run_.state.genesis_validators_root);
  }
  Expected<void> add(std::span<const std::uint32_t> validators, const Bytes32& object_root,
                     const Bytes32& domain, const Bytes96& signature, std::string what);
  Expected<void> add_one(std::uint64_t validator, const Bytes32& object_root, const Bytes32& domain,
                         const SszView& signature, std::string what);

  Replay<P>& run_;
  PubkeyPoints& points_;
  std::vector<SignatureTask> tasks_;
};

template <class P>
Expected<void> Collector<P>::add(std::span<const std::uint32_t> validators,
                                 const Bytes32& object_root, const Bytes32& domain,
                                 const Bytes96& signature, std::string what) {
  for (const std::uint32_t validator : validators) {
    if (validator >= run_.state.validators.size()) {
      return refuse("collect_signatures", what + ": a signer is not in the registry");
    }
  }
  if (validators.empty()) return refuse("collect_signatures", what + ": nobody signed");
  auto key = points_.sum(run_.state.validators.pubkey, validators);
  if (!key) return std::unexpected(within(what, std::move(key.error())));
  tasks_.push_back({*key, hash_pair(object_root, domain), signature, std::move(what)});
  return {};
}

template <class P>
Expected<void> Collector<P>::add_one(std::uint64_t validator, const Bytes32& object_root,
                                     const Bytes32& domain, const SszView& signature,
                                     std::string what) {
  const auto index =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(validator, ~std::uint32_t{0}));
  return add(std::span(&index, 1), object_root, domain, signature.as_bytes<96>(), std::move(what));
}

template <class P>
Expected<void> Collector<P>::proposer_slashing(const SszView& slashing) {
  for (const char* name : {"signed_header_1", "signed_header_2"}) {
    const SszView header = slashing.field(name);
    const BeaconBlockHeader message = read_header(header.field("message"));
    if (auto ok = add_one(message.proposer_index, hash_tree_root(message),
                          domain(Domain::beacon_proposer, message.slot / P::slots_per_epoch),
                          header.field("signature"), std::string("proposer slashing, ") + name);
        !ok) {
      return ok;
    }
  }
  return {};
}

template <class P>
Expected<void> Collector<P>::attester_slashing(const SszView& slashing) {
  for (const char* name : {"attestation_1", "attestation_2"}) {
    const SszView vote = slashing.field(name);
    const SszView indices = vote.field("attesting_indices");
    std::vector<std::uint32_t> signers;
    for (std::size_t i = 0; i < indices.size(); ++i) {
      signers.push_back(static_cast<std::uint32_t>(
          std::min<std::uint64_t>(indices[i].as_u64(), ~std::uint32_t{0})));
    }
    const SszView data = vote.field("data");
    if (auto ok = add(signers, hash_tree_root(data),
                      domain(Domain::beacon_attester, read_attestation_data(data).target.epoch),
                      vote.field("signature").template as_bytes<96>(),
                      std::string("attester slashing, ") + name);
        !ok) {
      return ok;
    }
  }
  return {};
}

template <class P>
Expected<void> Collector<P>::attestation(const SszView& attestation) {
  const SszView data_view = attestation.field("data");
  const AttestationData data = read_attestation_data(data_view);
  auto signers = get_attesting_indices(run_, attestation, data);
  if (!signers) return std::unexpected(std::move(signers.error()));
  return add(*signers, hash_tree_root(data_view),
             domain(Domain::beacon_attester, data.target.epoch),
             attestation.field("signature").template as_bytes<96>(),
             "attestation of slot " + std::to_string(data.slot));
}

template <class P>
Expected<void> Collector<P>::voluntary_exit(const SszView& signed_exit) {
  const SszView exit = signed_exit.field("message");
  // Since Deneb (EIP-7044) an exit stays valid: it is signed for Capella.
  const Bytes32 exit_domain =
      run_.state.fork >= Fork::deneb
          ? compute_domain(Domain::voluntary_exit,
                           run_.config->forks[static_cast<std::size_t>(Fork::capella)].version,
                           run_.state.genesis_validators_root)
          : domain(Domain::voluntary_exit, exit.field("epoch").as_u64());
  const std::uint64_t validator = exit.field("validator_index").as_u64();
  return add_one(validator, hash_tree_root(exit), exit_domain, signed_exit.field("signature"),
                 "voluntary exit of validator " + std::to_string(validator));
}

template <class P>
Expected<void> Collector<P>::bls_change(const SszView& signed_change) {
  const SszView change = signed_change.field("message");
  auto key = decompress_pubkey(change.field("from_bls_pubkey").template as_bytes<48>());
  if (!key) return std::unexpected(within("credential change", std::move(key.error())));
  const Bytes32 change_domain =
      compute_domain(Domain::bls_to_execution_change, run_.config->forks[0].version,
                     run_.state.genesis_validators_root);
  tasks_.push_back({*key, hash_pair(hash_tree_root(change), change_domain),
                    signed_change.field("signature").template as_bytes<96>(),
                    "credential change of validator " +
                        std::to_string(change.field("validator_index").as_u64())});
  return {};
}

template <class P>
Expected<void> Collector<P>::sync_aggregate(const SszView& aggregate) {
  const SszView bits = aggregate.field("sync_committee_bits");
  const Bytes96 signature = aggregate.field("sync_committee_signature").template as_bytes<96>();
  if (auto ok = seat_committee(run_.state); !ok) return ok;
  std::vector<std::uint32_t> signers;
  for (std::size_t i = 0; i < P::sync_committee_size; ++i) {
    if (bits.bit(i)) signers.push_back(run_.state.current_sync_committee.validators[i]);
  }
  if (signers.empty()) {
    // `eth_fast_aggregate_verify`: nobody signs with the point at infinity.
    Bytes96 infinity{};
    infinity[0] = 0xc0;
    if (signature == infinity) return {};
    return refuse("process_sync_aggregate", "nobody took part, but there is a signature");
  }
  const std::uint64_t before = std::max<std::uint64_t>(run_.state.slot, 1) - 1;
  const auto root = get_block_root_at_slot<P>(run_.state, before);
  if (!root) return std::unexpected(root.error());
  return add(signers, *root, domain(Domain::sync_committee, before / P::slots_per_epoch), signature,
             "sync aggregate");
}

template <class P>
Expected<void> Collector<P>::operation(std::string_view list, const SszView& operation) {
  using Collect = Expected<void> (Collector::*)(const SszView&);
  static constexpr std::pair<std::string_view, Collect> table[] = {
      {"proposer_slashings", &Collector::proposer_slashing},
      {"attester_slashings", &Collector::attester_slashing},
      {"attestations", &Collector::attestation},
      {"voluntary_exits", &Collector::voluntary_exit},
      {"bls_to_execution_changes", &Collector::bls_change},
      {"sync_aggregate", &Collector::sync_aggregate}};
  for (const auto& [name, collect] : table) {
    if (name == list) return (this->*collect)(operation);
  }
  return {};
}

template <class P>
Expected<void> Collector<P>::block(const SszView& signed_block) {
  const SszView block = signed_block.field("message");
  const SszView body = block.field("body");
  const std::uint64_t proposer = block.field("proposer_index").as_u64();
  const std::uint64_t epoch = run_.current_epoch();
  if (auto ok = add_one(proposer, hash_tree_root(block), domain(Domain::beacon_proposer, epoch),
                        signed_block.field("signature"), "the block's proposer");
      !ok) {
    return ok;
  }
  if (auto ok = add_one(proposer, hash_tree_root(epoch), domain(Domain::randao, epoch),
                        body.field("randao_reveal"), "randao reveal");
      !ok) {
    return ok;
  }
  for (const SszField& field : body.type().fields) {
    if (field.name == "sync_aggregate") {
      if (auto ok = sync_aggregate(body.field(field.name)); !ok) return ok;
      continue;
    }
    if (field.type->kind != SszKind::list) continue;
    const SszView list = body.field(field.name);
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (auto ok = operation(field.name, list[i]); !ok) return ok;
    }
  }
  return {};
}

}  // namespace

template <class P>
Expected<std::vector<SignatureTask>> collect_signatures(Replay<P>& run, PubkeyPoints& points,
                                                        const SszView& signed_block) {
  Collector<P> collector(run, points);
  if (auto ok = collector.block(signed_block); !ok) return std::unexpected(std::move(ok.error()));
  return collector.take();
}

template <class P>
Expected<std::vector<SignatureTask>> collect_operation(Replay<P>& run, PubkeyPoints& points,
                                                       std::string_view list,
                                                       const SszView& operation) {
  Collector<P> collector(run, points);
  if (auto ok = collector.operation(list, operation); !ok) {
    return std::unexpected(std::move(ok.error()));
  }
  return collector.take();
}

template Expected<std::vector<SignatureTask>> collect_signatures(Replay<MainnetPreset>&,
                                                                 PubkeyPoints&, const SszView&);
template Expected<std::vector<SignatureTask>> collect_signatures(Replay<MinimalPreset>&,
                                                                 PubkeyPoints&, const SszView&);
template Expected<std::vector<SignatureTask>> collect_signatures(Replay<GnosisPreset>&,
                                                                 PubkeyPoints&, const SszView&);
template Expected<std::vector<SignatureTask>> collect_operation(Replay<MainnetPreset>&,
                                                                PubkeyPoints&, std::string_view,
                                                                const SszView&);
template Expected<std::vector<SignatureTask>> collect_operation(Replay<MinimalPreset>&,
                                                                PubkeyPoints&, std::string_view,
                                                                const SszView&);
template Expected<std::vector<SignatureTask>> collect_operation(Replay<GnosisPreset>&,
                                                                PubkeyPoints&, std::string_view,
                                                                const SszView&);

}  // namespace apsis
