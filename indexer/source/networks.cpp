// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/networks.hpp"

#include <algorithm>
#include <filesystem>

#include "core/check.hpp"
#include "core/hex.hpp"
#include "indexer/source/file_bytes.hpp"

namespace apsis {
namespace {

using Values = std::map<std::string, std::string>;

/// Mainnet, and what the other networks have in common with it.
const Values& mainnet_values() {
  static const Values values = {
      {"PRESET_BASE", "mainnet"},
      {"CONFIG_NAME", "mainnet"},
      {"MIN_GENESIS_TIME", "1606824000"},
      {"GENESIS_DELAY", "604800"},
      {"GENESIS_FORK_VERSION", "0x00000000"},
      {"ALTAIR_FORK_VERSION", "0x01000000"},
      {"ALTAIR_FORK_EPOCH", "74240"},
      {"BELLATRIX_FORK_VERSION", "0x02000000"},
      {"BELLATRIX_FORK_EPOCH", "144896"},
      {"CAPELLA_FORK_VERSION", "0x03000000"},
      {"CAPELLA_FORK_EPOCH", "194048"},
      {"DENEB_FORK_VERSION", "0x04000000"},
      {"DENEB_FORK_EPOCH", "269568"},
      {"ELECTRA_FORK_VERSION", "0x05000000"},
      {"ELECTRA_FORK_EPOCH", "364032"},
      {"FULU_FORK_VERSION", "0x06000000"},
      {"FULU_FORK_EPOCH", "411392"},
      {"SECONDS_PER_SLOT", "12"},
      {"SLOT_DURATION_MS", "12000"},
      {"MIN_VALIDATOR_WITHDRAWABILITY_DELAY", "256"},
      {"SHARD_COMMITTEE_PERIOD", "256"},
      {"INACTIVITY_SCORE_BIAS", "4"},
      {"INACTIVITY_SCORE_RECOVERY_RATE", "16"},
      {"EJECTION_BALANCE", "16000000000"},
      {"MIN_PER_EPOCH_CHURN_LIMIT", "4"},
      {"CHURN_LIMIT_QUOTIENT", "65536"},
      {"MAX_PER_EPOCH_ACTIVATION_CHURN_LIMIT", "8"},
      {"MIN_PER_EPOCH_CHURN_LIMIT_ELECTRA", "128000000000"},
      {"MAX_PER_EPOCH_ACTIVATION_EXIT_CHURN_LIMIT", "256000000000"},
      {"MAX_BLOBS_PER_BLOCK", "6"},
      {"MAX_BLOBS_PER_BLOCK_ELECTRA", "9"},
      {"DEPOSIT_CHAIN_ID", "1"},
      {"DEPOSIT_NETWORK_ID", "1"},
      {"DEPOSIT_CONTRACT_ADDRESS", "0x00000000219ab540356cbb839cbe05303d7705fa"}};
  return values;
}

const Values sepolia_changes = {
    {"CONFIG_NAME", "sepolia"},
    {"MIN_GENESIS_TIME", "1655647200"},
    {"GENESIS_DELAY", "86400"},
    {"GENESIS_FORK_VERSION", "0x90000069"},
    {"ALTAIR_FORK_VERSION", "0x90000070"},
    {"ALTAIR_FORK_EPOCH", "50"},
    {"BELLATRIX_FORK_VERSION", "0x90000071"},
    {"BELLATRIX_FORK_EPOCH", "100"},
    {"CAPELLA_FORK_VERSION", "0x90000072"},
    {"CAPELLA_FORK_EPOCH", "56832"},
    {"DENEB_FORK_VERSION", "0x90000073"},
    {"DENEB_FORK_EPOCH", "132608"},
    {"ELECTRA_FORK_VERSION", "0x90000074"},
    {"ELECTRA_FORK_EPOCH", "222464"},
    {"FULU_FORK_VERSION", "0x90000075"},
    {"FULU_FORK_EPOCH", "272640"},
    {"DEPOSIT_CHAIN_ID", "11155111"},
    {"DEPOSIT_NETWORK_ID", "11155111"},
    {"DEPOSIT_CONTRACT_ADDRESS", "0x7f02c3e3c98b133055b8b348b2ac625669ed295d"}};

const Values hoodi_changes = {{"CONFIG_NAME", "hoodi"},
                              {"MIN_GENESIS_TIME", "1742212800"},
                              {"GENESIS_DELAY", "600"},
                              {"GENESIS_FORK_VERSION", "0x10000910"},
                              {"ALTAIR_FORK_VERSION", "0x20000910"},
                              {"ALTAIR_FORK_EPOCH", "0"},
                              {"BELLATRIX_FORK_VERSION", "0x30000910"},
                              {"BELLATRIX_FORK_EPOCH", "0"},
                              {"CAPELLA_FORK_VERSION", "0x40000910"},
                              {"CAPELLA_FORK_EPOCH", "0"},
                              {"DENEB_FORK_VERSION", "0x50000910"},
                              {"DENEB_FORK_EPOCH", "0"},
                              {"ELECTRA_FORK_VERSION", "0x60000910"},
                              {"ELECTRA_FORK_EPOCH", "2048"},
                              {"FULU_FORK_VERSION", "0x70000910"},
                              {"FULU_FORK_EPOCH", "50688"},
                              {"DEPOSIT_CHAIN_ID", "560048"},
                              {"DEPOSIT_NETWORK_ID", "560048"}};

const Values gnosis_changes = {
    {"PRESET_BASE", "gnosis"},
    {"CONFIG_NAME", "gnosis"},
    {"MIN_GENESIS_TIME", "1638968400"},
    {"GENESIS_DELAY", "6000"},
    {"GENESIS_FORK_VERSION", "0x00000064"},
    {"ALTAIR_FORK_VERSION", "0x01000064"},
    {"ALTAIR_FORK_EPOCH", "512"},
    {"BELLATRIX_FORK_VERSION", "0x02000064"},
    {"BELLATRIX_FORK_EPOCH", "385536"},
    {"CAPELLA_FORK_VERSION", "0x03000064"},
    {"CAPELLA_FORK_EPOCH", "648704"},
    {"DENEB_FORK_VERSION", "0x04000064"},
    {"DENEB_FORK_EPOCH", "889856"},
    {"ELECTRA_FORK_VERSION", "0x05000064"},
    {"ELECTRA_FORK_EPOCH", "1337856"},
    {"FULU_FORK_VERSION", "0x06000064"},
    {"FULU_FORK_EPOCH", "1714688"},
    {"SECONDS_PER_SLOT", "5"},
    {"SLOT_DURATION_MS", "5000"},
    {"CHURN_LIMIT_QUOTIENT", "4096"},
    {"MAX_PER_EPOCH_ACTIVATION_CHURN_LIMIT", "2"},
    {"MAX_PER_EPOCH_ACTIVATION_EXIT_CHURN_LIMIT", "64000000000"},
    {"MAX_BLOBS_PER_BLOCK", "2"},
    {"MAX_BLOBS_PER_BLOCK_ELECTRA", "2"},
    {"DEPOSIT_CHAIN_ID", "100"},
    {"DEPOSIT_NETWORK_ID", "100"},
    {"DEPOSIT_CONTRACT_ADDRESS", "0x0b98057ea310f4d31f2a452b414647007d1645d9"}};

/// A row of the table of networks.
struct NetworkFacts {
  const char* name;
  const Values* changes;  ///< against mainnet's values; null: none
  std::vector<BlobScheduleEntry> blob_schedule;
  std::uint64_t genesis_time;
  const char* genesis_validators_root;
};

const std::vector<NetworkFacts>& table() {
  static const std::vector<NetworkFacts> rows = {
      {"mainnet",
       nullptr,
       {{412672, 15}, {419072, 21}},
       1606824023,
       "0x4b363db94e286120d76eb905340fdd4e54bfe9f06bf33ff6cf5ad27f511bfe95"},
      {"sepolia",
       &sepolia_changes,
       {{274176, 15}, {275712, 21}},
       1655733600,
       "0xd8ea171f3c94aea21ebc42a1ed61052acf3f9209c00e4efbaaddac09ed9b8078"},
      {"hoodi",
       &hoodi_changes,
       {{52480, 15}, {54016, 21}},
       1742213400,
       "0x212f13fc4df078b6cb7db228f1c8307566dcecf900867401a92023d7ba99cb5f"},
      {"gnosis",
       &gnosis_changes,
       {},
       1638993340,
       "0xf5dcb5564e829aab27264b9becd5dfaa017085611224cb3036f573368dbb9d47"}};
  return rows;
}

std::string listed_names() {
  std::string out;
  for (const std::string& name : built_in_network_names()) out += (out.empty() ? "" : ", ") + name;
  return out;
}

}  // namespace

const std::vector<std::string>& built_in_network_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const NetworkFacts& row : table()) out.push_back(row.name);
    return out;
  }();
  return names;
}

Expected<ChainNetwork> built_in_network(std::string_view name) {
  const auto row = std::find_if(table().begin(), table().end(),
                                [&](const NetworkFacts& facts) { return facts.name == name; });
  if (row == table().end()) {
    return fail(ErrorKind::usage,
                "no network of the name \"" + std::string(name) + "\" is built in", "network",
                "Built in are " + listed_names());
  }
  ChainNetwork out{row->name, {mainnet_values(), row->blob_schedule}, std::nullopt};
  if (row->changes != nullptr) {
    for (const auto& [key, value] : *row->changes) out.spec.values[key] = value;
  }
  const auto root = array_from_hex<32>(row->genesis_validators_root);
  const auto version = array_from_hex<4>(out.spec.values.at("GENESIS_FORK_VERSION"));
  CHECK(root && version);
  out.genesis = Genesis{row->genesis_time, *root, *version};
  return out;
}

Expected<ChainNetwork> find_network(const std::string& name_or_file) {
  if (auto known = built_in_network(name_or_file)) return known;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(name_or_file, ignored)) {
    return fail(ErrorKind::usage, "neither a network that is built in nor a file",
                "network " + name_or_file,
                "Built in are " + listed_names() + "; other chains need their config.yaml");
  }
  const auto text = read_file_text(name_or_file);
  if (!text) return std::unexpected(text.error());
  auto spec = parse_config_yaml(*text, name_or_file);
  if (!spec) return std::unexpected(spec.error());
  const auto name = spec->values.find("CONFIG_NAME");
  return ChainNetwork{name == spec->values.end() ? name_or_file : name->second, std::move(*spec),
                      std::nullopt};
}

}  // namespace apsis
