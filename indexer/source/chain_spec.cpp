// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/chain_spec.hpp"

#include <simdjson.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>

#include "core/hex.hpp"
#include "indexer/source/json_text.hpp"

namespace apsis {

namespace {

/// Forks in the order in which chains take them; the first is in force from the start.
constexpr std::array fork_names{"phase0", "altair",  "bellatrix", "capella",
                                "deneb",  "electra", "fulu",      "gloas"};

constexpr const char* spec_remedy = "It must be the answer of /eth/v1/config/spec";

std::optional<std::uint64_t> decimal(std::string_view text) {
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

Expected<std::vector<BlobScheduleEntry>> parse_schedule(simdjson::dom::element value,
                                                        const std::string& where) {
  std::vector<BlobScheduleEntry> out;
  simdjson::dom::array entries;
  if (value.get(entries) != simdjson::SUCCESS) {
    return fail(ErrorKind::decode, "BLOB_SCHEDULE is not a list", where, spec_remedy);
  }
  for (const simdjson::dom::element entry : entries) {
    const auto epoch = decimal(json_text(entry, "EPOCH").value_or(""));
    const auto blobs = decimal(json_text(entry, "MAX_BLOBS_PER_BLOCK").value_or(""));
    if (!epoch || !blobs) {
      return fail(ErrorKind::decode, "an entry of BLOB_SCHEDULE lacks EPOCH or MAX_BLOBS_PER_BLOCK",
                  where, spec_remedy);
    }
    out.push_back({*epoch, *blobs});
  }
  return out;
}

Expected<ChainSpec> read_yaml(const YAML::Node& root, const std::string& where) {
  ChainSpec spec;
  for (const auto& line : root) {
    const std::string name = line.first.as<std::string>();
    if (name == "BLOB_SCHEDULE") {
      for (const auto& entry : line.second) {
        spec.blob_schedule.push_back(
            {entry["EPOCH"].as<std::uint64_t>(), entry["MAX_BLOBS_PER_BLOCK"].as<std::uint64_t>()});
      }
    } else if (line.second.IsScalar()) {
      spec.values[name] = line.second.Scalar();
    } else if (!line.second.IsNull()) {
      spec.values[name] = YAML::Dump(line.second);
    }
  }
  if (spec.values.empty()) return fail(ErrorKind::decode, "holds no values", where);
  return spec;
}

}  // namespace

std::optional<std::uint64_t> ChainSpec::number(const std::string& name) const {
  const auto found = values.find(name);
  return found == values.end() ? std::nullopt : decimal(found->second);
}

Expected<ChainSpec> parse_spec_json(std::string_view json, const std::string& where) {
  simdjson::dom::parser parser;
  auto data = json_data(parser, json, where);
  if (!data) return std::unexpected(data.error());
  simdjson::dom::object fields;
  if (data->get(fields) != simdjson::SUCCESS) {
    return fail(ErrorKind::decode, "\"data\" is not an object", where, spec_remedy);
  }
  ChainSpec spec;
  for (const auto& [key, value] : fields) {
    if (key == "BLOB_SCHEDULE") {
      auto schedule = parse_schedule(value, where);
      if (!schedule) return std::unexpected(schedule.error());
      spec.blob_schedule = std::move(*schedule);
    } else {
      spec.values[std::string(key)] = json_scalar(value);
    }
  }
  if (spec.values.empty()) return fail(ErrorKind::decode, "holds no values", where, spec_remedy);
  return spec;
}

Expected<ChainSpec> parse_config_yaml(const std::string& yaml, const std::string& where) {
  try {
    const YAML::Node root = YAML::Load(yaml);
    if (!root.IsMap()) return fail(ErrorKind::decode, "is not a list of NAME: value lines", where);
    return read_yaml(root, where);
  } catch (const YAML::Exception& problem) {
    return fail(ErrorKind::decode, std::string("is not YAML: ") + problem.what(), where);
  }
}

Expected<Genesis> parse_genesis_json(std::string_view json, const std::string& where) {
  simdjson::dom::parser parser;
  const auto data = json_data(parser, json, where);
  if (!data) return std::unexpected(data.error());
  const auto time = decimal(json_text(*data, "genesis_time").value_or(""));
  const auto root = array_from_hex<32>(json_text(*data, "genesis_validators_root").value_or(""));
  const auto version = array_from_hex<4>(json_text(*data, "genesis_fork_version").value_or(""));
  if (!time || !root || !version) {
    return fail(ErrorKind::decode,
                "genesis_time, genesis_validators_root or genesis_fork_version is missing or no "
                "such value",
                where, "It must be the answer of /eth/v1/beacon/genesis");
  }
  return Genesis{*time, *root, *version};
}

std::optional<std::uint64_t> slots_per_epoch(const ChainSpec& spec) {
  if (const auto given = spec.number("SLOTS_PER_EPOCH"); given && *given > 0) return given;
  const auto preset = spec.values.find("PRESET_BASE");
  if (preset == spec.values.end()) return std::nullopt;
  if (preset->second == "mainnet") return 32;
  if (preset->second == "minimal") return 8;
  if (preset->second == "gnosis") return 16;
  return std::nullopt;
}

std::optional<std::string> fork_at_slot(const ChainSpec& spec, Slot slot) {
  const auto slots = slots_per_epoch(spec);
  if (!slots) return std::nullopt;
  const std::uint64_t epoch = slot.value / *slots;
  std::string fork = fork_names.front();
  for (const std::string name : fork_names) {
    std::string key = name + "_FORK_EPOCH";
    std::transform(key.begin(), key.end(), key.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    const auto first = spec.number(key);
    if (first && *first != far_future_epoch && *first <= epoch) fork = name;
  }
  return fork;
}

}  // namespace apsis
