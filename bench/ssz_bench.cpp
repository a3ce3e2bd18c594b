// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <unordered_map>

#include "bench/benches.hpp"
#include "bench/made_registry.hpp"
#include "bench/made_state.hpp"
#include "bench/noise.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/decode/ssz_view.hpp"
#include "indexer/replay/pubkey_index.hpp"

namespace apsis {
namespace {

constexpr int runs = 3;

/// Keys that need not be points.
std::vector<Bytes48> noise_keys(std::size_t count) {
  Noise noise(8);
  std::vector<Bytes48> out;
  out.reserve(count);
  for (std::size_t i = 0; i < count; ++i) out.push_back(to_array<48>(noise.bytes(48)));
  return out;
}

}  // namespace

Expected<void> bench_ssz(const BenchSize& size, BenchReport& report) {
  const ChainConfig config = made_config();
  const ForkTypes types = ForkTypes::make<MainnetPreset>(Fork::fulu, config);
  const SszType& record = types["Validator"];
  const SszType& state = types["BeaconState"];
  const SszType& list =
      *state.fields[static_cast<std::size_t>(state.field_index("validators"))].type;
  Bytes bytes = make_registry(noise_keys(size.validators), size, 100'000).fields["validators"];
  bool fast = false;
  bool plain = false;
  const auto check_each = [&] {
    plain = true;
    for (std::size_t at = 0; at < bytes.size(); at += record.fixed_size) {
      plain = check_ssz(record, ByteSpan(bytes).subspan(at, record.fixed_size)) && plain;
    }
  };
  const double fast_ms = best_ms(runs, [&] { fast = check_ssz(list, bytes).has_value(); });
  const double plain_ms = best_ms(runs, check_each);
  report.twin("check of the registry's SSZ", fast_ms, plain_ms, fast && plain);
  bytes[bytes.size() - record.fixed_size + 88] = 2;  // the last validator's `slashed`
  check_each();
  report.expect("a boolean of 2 is found", !plain && !check_ssz(list, bytes));
  return {};
}

Expected<void> bench_keys(const BenchSize& size, BenchReport& report) {
  const std::vector<Bytes48> keys = noise_keys(size.validators);
  PubkeyIndex index;
  const double build_ms = best_ms(1, [&] { index.update(keys); });
  std::unordered_map<Bytes48, std::uint32_t, FirstBytesHash> map;
  const double map_ms = best_ms(1, [&] {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      map.emplace(keys[i], static_cast<std::uint32_t>(i));
    }
  });
  bool equal = true;
  for (std::size_t i = 0; i < keys.size(); i += 101) {
    equal = equal && index.find(keys, keys[i]) == map.at(keys[i]);
  }
  report.twin(fmt::format("index of {} keys", keys.size()), build_ms, map_ms, equal);
  return {};
}

}  // namespace apsis
