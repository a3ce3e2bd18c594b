// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/committees.hpp"

#include <algorithm>
#include <cmath>

#include "core/check.hpp"
#include "core/endian.hpp"
#include "core/hash/sha256.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/fork_params.hpp"
#include "indexer/replay/refuse.hpp"
#include "indexer/replay/shuffle.hpp"

namespace apsis {
namespace {

/// Random numbers for weighted draws: one hash of seed ++ counter gives a block of candidates.
class Sampler {
 public:
  Sampler(const Bytes32& seed, bool sixteen_bit) : sixteen_bit_(sixteen_bit) {
    std::memcpy(input_, seed.data(), 32);
  }

  /// Whether candidate number `i` with this effective balance is drawn.
  bool accepts(std::uint64_t i, std::uint64_t effective_balance_gwei) {
    const std::uint64_t per_hash = sixteen_bit_ ? 16 : 32;
    if (i / per_hash != block_ || i == 0) {
      block_ = i / per_hash;
      store_le(input_ + 32, block_);
      random_ = sha256(ByteSpan(input_, sizeof input_));
    }
    if (sixteen_bit_) {
      const std::uint64_t value = load_le<std::uint16_t>(random_.data() + i % 16 * 2);
      return effective_balance_gwei * 65535 >= preset::max_effective_balance_electra_gwei * value;
    }
    return effective_balance_gwei * 255 >= preset::min_activation_balance_gwei * random_[i % 32];
  }

 private:
  bool sixteen_bit_;
  std::uint8_t input_[40];
  std::uint64_t block_ = 0;
  Bytes32 random_{};
};

}  // namespace

std::span<const std::uint32_t> Shuffling::committee(std::uint64_t slot, std::uint64_t index) const {
  const std::uint64_t count = committees_per_slot * slots_per_epoch;
  const std::uint64_t number = slot % slots_per_epoch * committees_per_slot + index;
  CHECK(number < count);
  const std::uint64_t begin = shuffled.size() * number / count;
  const std::uint64_t end = shuffled.size() * (number + 1) / count;
  return std::span(shuffled).subspan(begin, end - begin);
}

std::uint64_t integer_squareroot(std::uint64_t value) {
  auto root = static_cast<std::uint64_t>(std::sqrt(static_cast<double>(value)));
  root = std::min<std::uint64_t>(root, 0xffffffff);
  while (root * root > value) --root;
  while (root < 0xffffffff && (root + 1) * (root + 1) <= value) ++root;
  return root;
}

template <class P>
Bytes32 get_seed(const BeaconState& state, std::uint64_t epoch, SeedDomain domain) {
  const Bytes32& mix =
      state
          .randao_mixes[(epoch + P::epochs_per_historical_vector - preset::min_seed_lookahead - 1) %
                        P::epochs_per_historical_vector];
  std::uint8_t input[4 + 8 + 32] = {static_cast<std::uint8_t>(domain)};
  store_le(input + 4, epoch);
  std::memcpy(input + 12, mix.data(), 32);
  return sha256(input);
}

std::vector<std::uint32_t> get_active_validator_indices(const BeaconState& state,
                                                        std::uint64_t epoch) {
  std::vector<std::uint32_t> out;
  out.reserve(state.validators.size());
  for (std::size_t i = 0; i < state.validators.size(); ++i) {
    if (state.validators.is_active(i, epoch)) out.push_back(static_cast<std::uint32_t>(i));
  }
  return out;
}

std::uint64_t get_total_active_balance(const BeaconState& state, std::uint64_t epoch) {
  std::uint64_t total = 0;
  const Registry& registry = state.validators;
  for (std::size_t i = 0; i < registry.size(); ++i) {
    if (registry.is_active(i, epoch)) total += registry.effective_balance_gwei[i];
  }
  return std::max(total, preset::effective_balance_increment_gwei);
}

template <class P>
Shuffling make_shuffling(const BeaconState& state, std::uint64_t epoch) {
  Shuffling out;
  out.epoch = epoch;
  out.slots_per_epoch = P::slots_per_epoch;
  out.shuffled = get_active_validator_indices(state, epoch);
  out.committees_per_slot =
      std::clamp<std::uint64_t>(out.shuffled.size() / P::slots_per_epoch / P::target_committee_size,
                                1, P::max_committees_per_slot);
  out.seed = get_seed<P>(state, epoch, SeedDomain::beacon_attester);
  shuffle_list(out.shuffled, out.seed, P::shuffle_round_count);
  return out;
}

template <class P>
EpochCache make_epoch_cache(const BeaconState& state, EpochCache old) {
  EpochCache cache;
  cache.epoch = state.slot / P::slots_per_epoch;
  const std::uint64_t before = cache.epoch == 0 ? 0 : cache.epoch - 1;
  const bool follows = !old.current.shuffled.empty() && old.epoch + 1 == cache.epoch;
  cache.current = make_shuffling<P>(state, cache.epoch);
  if (before == cache.epoch) {
    cache.previous = cache.current;
  } else {
    cache.previous = follows ? std::move(old.current) : make_shuffling<P>(state, before);
  }
  cache.total_active_balance_gwei = get_total_active_balance(state, cache.epoch);
  cache.base_reward_per_increment_gwei = preset::effective_balance_increment_gwei *
                                         P::base_reward_factor /
                                         integer_squareroot(cache.total_active_balance_gwei);
  cache.proposers.assign(P::slots_per_epoch, -1);
  return cache;
}

template <class P>
std::uint32_t compute_proposer_index(const BeaconState& state,
                                     std::span<const std::uint32_t> active, const Bytes32& seed) {
  CHECK(!active.empty());
  // By 16-bit draws one in 64 validators of 32 ETH is taken, by 8-bit draws every one.
  const bool sixteen_bit = fork_params<P>(state.fork).sixteen_bit_sampling;
  const std::uint64_t batch = sixteen_bit ? 32 : 1;
  Sampler sampler(seed, sixteen_bit);
  std::vector<std::uint64_t> places(batch);
  for (std::uint64_t first = 0;; first += batch) {
    for (std::uint64_t i = 0; i < batch; ++i) places[i] = (first + i) % active.size();
    const std::vector<std::uint64_t> drawn =
        compute_shuffled_indices(places, active.size(), seed, P::shuffle_round_count);
    for (std::uint64_t i = 0; i < batch; ++i) {
      const std::uint32_t candidate = active[drawn[i]];
      if (sampler.accepts(first + i, state.validators.effective_balance_gwei[candidate])) {
        return candidate;
      }
    }
  }
}

namespace {

std::unexpected<Error> nobody_is_active(const char* function, std::uint64_t epoch) {
  return refuse(function, "no validator is active in epoch " + std::to_string(epoch));
}

template <class P>
Bytes32 proposer_seed(const Bytes32& epoch_seed, std::uint64_t slot) {
  std::uint8_t input[40];
  std::memcpy(input, epoch_seed.data(), 32);
  store_le(input + 32, slot);
  return sha256(input);
}

}  // namespace

template <class P>
Expected<std::vector<std::uint64_t>> compute_proposers(const BeaconState& state,
                                                       std::uint64_t epoch) {
  const std::vector<std::uint32_t> active = get_active_validator_indices(state, epoch);
  if (active.empty()) return nobody_is_active("get_beacon_proposer_indices", epoch);
  const Bytes32 seed = get_seed<P>(state, epoch, SeedDomain::beacon_proposer);
  std::vector<std::uint64_t> out;
  for (std::uint64_t i = 0; i < P::slots_per_epoch; ++i) {
    out.push_back(compute_proposer_index<P>(
        state, active, proposer_seed<P>(seed, epoch * P::slots_per_epoch + i)));
  }
  return out;
}

template <class P>
Expected<std::uint32_t> get_beacon_proposer_index(const BeaconState& state, EpochCache& cache) {
  const std::uint64_t place = state.slot % P::slots_per_epoch;
  if (fork_params<P>(state.fork).has_proposer_lookahead) {
    const std::uint64_t proposer = state.proposer_lookahead[place];
    if (proposer >= state.validators.size()) {
      return refuse("get_beacon_proposer_index",
                    "proposer " + std::to_string(proposer) + " is not in the registry");
    }
    return static_cast<std::uint32_t>(proposer);
  }
  if (cache.proposers[place] < 0) {
    const std::uint64_t epoch = state.slot / P::slots_per_epoch;
    const auto proposers = compute_proposers<P>(state, epoch);
    if (!proposers) return std::unexpected(proposers.error());
    cache.proposers.assign(proposers->begin(), proposers->end());
  }
  return static_cast<std::uint32_t>(cache.proposers[place]);
}

template <class P>
Expected<std::vector<std::uint32_t>> get_next_sync_committee_indices(const BeaconState& state) {
  const std::uint64_t epoch = state.slot / P::slots_per_epoch + 1;
  const Bytes32 seed = get_seed<P>(state, epoch, SeedDomain::sync_committee);
  // The whole list is shuffled once: at mainnet's size some 30,000 candidates are looked at.
  std::vector<std::uint32_t> shuffled = get_active_validator_indices(state, epoch);
  if (shuffled.empty()) return nobody_is_active("get_next_sync_committee_indices", epoch);
  shuffle_list(shuffled, seed, P::shuffle_round_count);
  Sampler sampler(seed, fork_params<P>(state.fork).sixteen_bit_sampling);
  std::vector<std::uint32_t> out;
  for (std::uint64_t i = 0; out.size() < P::sync_committee_size; ++i) {
    const std::uint32_t candidate = shuffled[i % shuffled.size()];
    if (sampler.accepts(i, state.validators.effective_balance_gwei[candidate])) {
      out.push_back(candidate);
    }
  }
  return out;
}

template Bytes32 get_seed<MainnetPreset>(const BeaconState&, std::uint64_t, SeedDomain);
template Bytes32 get_seed<MinimalPreset>(const BeaconState&, std::uint64_t, SeedDomain);
template Bytes32 get_seed<GnosisPreset>(const BeaconState&, std::uint64_t, SeedDomain);
template Shuffling make_shuffling<MainnetPreset>(const BeaconState&, std::uint64_t);
template Shuffling make_shuffling<MinimalPreset>(const BeaconState&, std::uint64_t);
template Shuffling make_shuffling<GnosisPreset>(const BeaconState&, std::uint64_t);
template EpochCache make_epoch_cache<MainnetPreset>(const BeaconState&, EpochCache);
template EpochCache make_epoch_cache<MinimalPreset>(const BeaconState&, EpochCache);
template EpochCache make_epoch_cache<GnosisPreset>(const BeaconState&, EpochCache);
template std::uint32_t compute_proposer_index<MainnetPreset>(const BeaconState&,
                                                             std::span<const std::uint32_t>,
                                                             const Bytes32&);
template std::uint32_t compute_proposer_index<MinimalPreset>(const BeaconState&,
                                                             std::span<const std::uint32_t>,
                                                             const Bytes32&);
template std::uint32_t compute_proposer_index<GnosisPreset>(const BeaconState&,
                                                            std::span<const std::uint32_t>,
                                                            const Bytes32&);
template Expected<std::vector<std::uint64_t>> compute_proposers<MainnetPreset>(const BeaconState&,
                                                                               std::uint64_t);
template Expected<std::vector<std::uint64_t>> compute_proposers<MinimalPreset>(const BeaconState&,
                                                                               std::uint64_t);
template Expected<std::vector<std::uint64_t>> compute_proposers<GnosisPreset>(const BeaconState&,
                                                                              std::uint64_t);
template Expected<std::uint32_t> get_beacon_proposer_index<MainnetPreset>(const BeaconState&,
                                                                          EpochCache&);
template Expected<std::uint32_t> get_beacon_proposer_index<MinimalPreset>(const BeaconState&,
                                                                          EpochCache&);
template Expected<std::uint32_t> get_beacon_proposer_index<GnosisPreset>(const BeaconState&,
                                                                         EpochCache&);
template Expected<std::vector<std::uint32_t>> get_next_sync_committee_indices<MainnetPreset>(
    const BeaconState&);
template Expected<std::vector<std::uint32_t>> get_next_sync_committee_indices<MinimalPreset>(
    const BeaconState&);
template Expected<std::vector<std::uint32_t>> get_next_sync_committee_indices<GnosisPreset>(
    const BeaconState&);

}  // namespace apsis
