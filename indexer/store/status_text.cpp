// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "indexer/store/status_report.hpp"

namespace apsis {
namespace {

std::string gap_text(const StatusReport& report) {
  if (report.gaps.empty()) return "none";
  std::string out;
  for (const auto& [first, last] : report.gaps)
    out += (out.empty() ? "" : ", ") + fmt::format("{}..{}", first, last);
  return out;
}

template <class T>
nlohmann::ordered_json or_null(const std::optional<T>& value) {
  if (!value) return nullptr;
  return *value;
}

}  // namespace

std::string status_text(const StatusReport& report, const std::string& shown) {
  std::string out = fmt::format("database      {} ({:.1f} MB, schema step {})\n", shown,
                                static_cast<double>(report.size_bytes) / 1e6, report.schema_step);
  if (!report.config_name) return out + "chain         none yet\n";
  out += fmt::format("chain         {} (preset {}, genesis validators root {})\n",
                     *report.config_name, report.preset, report.genesis_validators_root);
  out += fmt::format("anchor        slot {}, root {}\n", report.anchor_slot, report.anchor_root);
  if (!report.last_epoch) return out + "epochs        none yet\n";
  out += fmt::format("epochs        {}..{} ({} stored)\n", *report.first_epoch, *report.last_epoch,
                     report.epochs);
  out += report.last_final_epoch == report.last_epoch ? "finality      all of them are final\n"
         : report.last_final_epoch
             ? fmt::format("finality      final up to epoch {}\n", *report.last_final_epoch)
             : "finality      none of them is final yet\n";
  out += fmt::format("gaps          {}\n", gap_text(report));
  out += fmt::format("blocks        {} canonical, {} orphaned, {} missed slots\n",
                     report.canonical_blocks, report.orphaned_blocks, report.missed_slots);
  out += fmt::format("validators    {} in the registry, {} tracked ({})\n", report.validators,
                     report.tracked_validators, report.tracking);
  out += fmt::format("rows          {} proposals, {} withdrawals, {} deposits, {} saturations\n",
                     report.proposals, report.withdrawals, report.deposits, report.saturations);
  out += fmt::format("last proof    epoch {} by {}: state root {} of slot {}\n", *report.last_epoch,
                     report.proof_mode, report.proof_state_root, report.proof_slot);
  return out;
}

std::string status_json(const StatusReport& report, const std::string& shown) {
  nlohmann::ordered_json out;
  out["database"] = shown;
  out["size_bytes"] = report.size_bytes;
  out["schema_step"] = report.schema_step;
  out["chain"] = nullptr;
  if (report.config_name)
    out["chain"] = {{"config_name", *report.config_name},
                    {"preset", report.preset},
                    {"genesis_validators_root", report.genesis_validators_root},
                    {"genesis_time", report.genesis_time},
                    {"anchor_slot", report.anchor_slot},
                    {"anchor_root", report.anchor_root}};
  out["first_epoch"] = or_null(report.first_epoch);
  out["last_epoch"] = or_null(report.last_epoch);
  out["last_final_epoch"] = or_null(report.last_final_epoch);
  out["epochs"] = report.epochs;
  out["gaps"] = nlohmann::ordered_json::array();
  for (const auto& [first, last] : report.gaps)
    out["gaps"].push_back({{"first_epoch", first}, {"last_epoch", last}});
  out["canonical_blocks"] = report.canonical_blocks;
  out["orphaned_blocks"] = report.orphaned_blocks;
  out["missed_slots"] = report.missed_slots;
  out["validators"] = report.validators;
  out["tracking"] = report.tracking;
  out["tracked_validators"] = report.tracked_validators;
  out["proposals"] = report.proposals;
  out["withdrawals"] = report.withdrawals;
  out["deposits"] = report.deposits;
  out["saturations"] = report.saturations;
  out["last_proof"] = nullptr;
  if (report.last_epoch)
    out["last_proof"] = {{"epoch", *report.last_epoch},
                         {"mode", report.proof_mode},
                         {"slot", report.proof_slot},
                         {"state_root", report.proof_state_root}};
  return out.dump(2) + "\n";
}

}  // namespace apsis
