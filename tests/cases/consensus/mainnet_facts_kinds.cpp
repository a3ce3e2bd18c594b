// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/consensus/mainnet_facts_kinds.hpp"

#include "core/hex.hpp"
#include "indexer/decode/fork_types.hpp"
#include "indexer/decode/preset.hpp"
#include "tests/cases/consensus/case_config.hpp"
#include "tests/cases/consensus/case_files.hpp"

namespace apsis {
namespace {

/// Epochs at which mainnet went over to Altair and the forks after it (configs/mainnet.yaml).
constexpr std::uint64_t mainnet_fork_epochs[] = {74240, 144896, 194048, 269568, 364032, 411392};
/// Mainnet's genesis: the registry's root, which every client has built in, and the state's.
constexpr const char* mainnet_validators_root =
    "0x4b363db94e286120d76eb905340fdd4e54bfe9f06bf33ff6cf5ad27f511bfe95";
constexpr const char* mainnet_genesis_root =
    "0x7e76880eb67bbdc86250aa578958e9d0675e64e714337855204fb5abaaf82c2b";

ChainConfig mainnet_schedule() {
  ChainConfig config = case_config<MainnetPreset>(Fork::phase0);
  for (std::size_t i = 1; i < fork_count; ++i) config.forks[i].epoch = mainnet_fork_epochs[i - 1];
  return config;
}

Expected<void> check_block(const std::filesystem::path& folder) {
  using P = MainnetPreset;
  const auto block = read_plain_file(folder / "block.ssz");
  if (!block) return std::unexpected(block.error());
  const bool batch = std::filesystem::exists(folder / "historical_batch.ssz");
  const auto roots = read_plain_file(folder / (batch ? "historical_batch.ssz" : "block_roots.ssz"));
  if (!roots) return std::unexpected(roots.error());
  if (block->size() < 8) return fail(ErrorKind::decode, "too short for a block");
  const auto slot = load_le<std::uint64_t>(block->data());
  const ChainConfig config = mainnet_schedule();
  const ForkTypes types = ForkTypes::make<P>(config.fork_at(slot / P::slots_per_epoch), config);
  const auto view = types.decode("BeaconBlock", *block);
  if (!view) return std::unexpected(view.error());
  const std::size_t at = slot % P::slots_per_historical_root * 32;
  if (roots->size() < at + 32) return fail(ErrorKind::decode, "too few block roots");
  const Bytes32 expected = to_array<32>(ByteSpan(*roots).subspan(at));
  const Bytes32 found = hash_tree_root(*view);
  if (found == expected) return {};
  return fail(ErrorKind::mismatch,
              "block root " + to_hex(found) + " instead of " + to_hex(expected));
}

Expected<void> check_genesis(const std::filesystem::path& path) {
  const auto bytes = read_snappy_file(path);
  if (!bytes) return std::unexpected(bytes.error());
  const ForkTypes types =
      ForkTypes::make<MainnetPreset>(Fork::phase0, case_config<MainnetPreset>(Fork::phase0));
  const auto state = types.decode("BeaconState", *bytes);
  if (!state) return std::unexpected(state.error());
  const std::string named = to_hex(state->field("genesis_validators_root").bytes());
  const std::string validators = to_hex(hash_tree_root(state->field("validators")));
  if (validators != named) {
    return fail(ErrorKind::mismatch, "validators root " + validators + " instead of " + named);
  }
  const std::string root = to_hex(hash_tree_root(*state));
  if (named == mainnet_validators_root && root != mainnet_genesis_root) {
    return fail(ErrorKind::mismatch,
                "state root " + root + " instead of mainnet's " + mainnet_genesis_root);
  }
  return {};
}

void tell(const CasePath& path, const Expected<void>& outcome, CaseReport& report) {
  if (outcome) return report.pass();
  report.fail(path.path().string(), outcome.error().text());
}

}  // namespace

bool claims_mainnet_block(const CasePath& path) {
  return path.holds("block.ssz") &&
         (path.holds("block_roots.ssz") || path.holds("historical_batch.ssz"));
}

void run_mainnet_block(const CasePath& path, CaseReport& report) {
  tell(path, check_block(path.path()), report);
}

bool claims_genesis(const CasePath& path) {
  return !path.is_directory() && path.has_suffix("genesis.ssz_snappy");
}

void run_genesis(const CasePath& path, CaseReport& report) {
  tell(path, check_genesis(path.path()), report);
}

}  // namespace apsis
