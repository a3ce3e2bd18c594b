// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/network_config.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

#include "indexer/source/era_name.hpp"
#include "indexer/source/file_bytes.hpp"

namespace apsis {
namespace {

namespace fs = std::filesystem;

bool is_json(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string::npos && text[first] == '{';
}

Expected<ChainNetwork> read_spec_file(const fs::path& path) {
  const auto text = read_file_text(path);
  if (!text) return std::unexpected(text.error());
  if (!is_json(*text)) return find_network(path.string());
  auto spec = parse_spec_json(*text, path.string());
  if (!spec) return std::unexpected(spec.error());
  return ChainNetwork{path.string(), std::move(*spec), std::nullopt};
}

/// The network that an era file of the folder is named after.
std::optional<ChainNetwork> network_by_name(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const auto name = parse_era_file_name(it->path().filename().string());
    if (!name) continue;
    auto network = built_in_network(name->config_name);
    if (network) return std::move(*network);
  }
  return std::nullopt;
}

}  // namespace

Expected<ChainNetwork> network_of_eras(const std::string& network, const fs::path& folder) {
  std::error_code ignored;
  if (!network.empty()) {
    return fs::is_regular_file(network, ignored) ? read_spec_file(network) : find_network(network);
  }
  for (const fs::path& path : {folder / "spec.json", folder / "config.yaml"}) {
    if (fs::exists(path, ignored)) return read_spec_file(path);
  }
  if (auto named = network_by_name(folder)) return std::move(*named);
  return fail(ErrorKind::usage, "era files do not say which chain they are of", folder.string(),
              "Name it with --network");
}

Expected<void> write_spec_file(const ChainSpec& spec, const fs::path& folder) {
  const fs::path path = folder / "spec.json";
  const fs::path unfinished = folder / "spec.json.unfinished";
  std::error_code error;
  if (fs::exists(path, error)) return {};
  nlohmann::ordered_json data;
  for (const auto& [name, value] : spec.values) data[name] = value;
  if (!spec.blob_schedule.empty()) {
    nlohmann::ordered_json schedule = nlohmann::ordered_json::array();
    for (const BlobScheduleEntry& entry : spec.blob_schedule) {
      schedule.push_back({{"EPOCH", std::to_string(entry.epoch)},
                          {"MAX_BLOBS_PER_BLOCK", std::to_string(entry.max_blobs)}});
    }
    data["BLOB_SCHEDULE"] = std::move(schedule);
  }
  const nlohmann::ordered_json answer{{"data", std::move(data)}};
  std::ofstream file(unfinished, std::ios::trunc);
  file << answer.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
  file.close();
  if (file) fs::rename(unfinished, path, error);
  if (file && !error) return {};
  return fail(ErrorKind::unavailable, "cannot write the chain's configuration", path.string(),
              "Check that the disk has room");
}

}  // namespace apsis
