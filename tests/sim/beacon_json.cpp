// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/beacon_json.hpp"

#include <nlohmann/json.hpp>

#include "core/hex.hpp"

namespace apsis {

namespace {

using Json = nlohmann::json;

const std::string zero_root = to_hex(Bytes32{});

Json checkpoint(const RecordedChain& chain, Epoch epoch) {
  // A checkpoint of epoch 0 that nobody voted for has no root yet.
  const auto slot = chain.block_at_or_before(chain.first_slot(epoch));
  const bool voted = epoch.value > 0 && slot;
  return {{"epoch", std::to_string(epoch.value)},
          {"root", voted ? chain.root_of(*slot) : zero_root}};
}

/// The forks that a chain's configuration plans, by epoch.
Json forks_of(const ChainSpec& spec) {
  constexpr const char* names[] = {"GENESIS", "ALTAIR",  "BELLATRIX", "CAPELLA",
                                   "DENEB",   "ELECTRA", "FULU",      "GLOAS"};
  Json out = Json::array();
  std::string before;
  for (const std::string name : names) {
    const auto version = spec.values.find(name + "_FORK_VERSION");
    const auto epoch = name == "GENESIS" ? 0 : spec.number(name + "_FORK_EPOCH");
    if (version == spec.values.end() || !epoch || *epoch == far_future_epoch) continue;
    if (before.empty()) before = version->second;
    out.push_back({{"previous_version", before},
                   {"current_version", version->second},
                   {"epoch", std::to_string(*epoch)}});
    before = version->second;
  }
  return out;
}

}  // namespace

HttpResponse json_answer(std::string body) {
  HttpResponse out;
  out.headers = {{"Content-Type", "application/json"}};
  out.body = std::move(body);
  return out;
}

HttpResponse error_answer(int status, const std::string& message) {
  HttpResponse out = json_answer(Json{{"code", status}, {"message", message}}.dump());
  out.status = status;
  return out;
}

std::string header_json(const ShownBlock& block) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(block.bytes.data());
  return Json{{"root", block.root},
              {"canonical", true},
              {"header",
               {{"message",
                 {{"slot", std::to_string(block.slot.value)},
                  {"proposer_index", std::to_string(block.peek.proposer_index)},
                  {"parent_root", to_hex(block.peek.parent_root)},
                  {"state_root", to_hex(block.peek.state_root)}}},
                {"signature", to_hex(ByteSpan(bytes + 4, 96))}}}}
      .dump();
}

std::string block_event(const ShownBlock& block) {
  return Json{{"slot", std::to_string(block.slot.value)},
              {"block", block.root},
              {"execution_optimistic", false}}
      .dump();
}

std::string head_event(const ShownBlock& block, bool epoch_transition) {
  return Json{{"slot", std::to_string(block.slot.value)},
              {"block", block.root},
              {"state", to_hex(block.peek.state_root)},
              {"epoch_transition", epoch_transition},
              {"execution_optimistic", false}}
      .dump();
}

std::string head_v2_event(const ShownBlock& block, const std::string& fork_name,
                          bool epoch_transition) {
  return Json{{"version", fork_name},
              {"data",
               {{"slot", std::to_string(block.slot.value)},
                {"block", block.root},
                {"state", to_hex(block.peek.state_root)},
                {"epoch_transition", epoch_transition},
                {"execution_optimistic", false}}}}
      .dump();
}

std::string reorg_event(const ShownBlock& old_head, const ShownBlock& new_head, std::uint64_t depth,
                        Epoch epoch) {
  return Json{{"slot", std::to_string(new_head.slot.value)},
              {"depth", std::to_string(depth)},
              {"old_head_block", old_head.root},
              {"new_head_block", new_head.root},
              {"old_head_state", to_hex(old_head.peek.state_root)},
              {"new_head_state", to_hex(new_head.peek.state_root)},
              {"epoch", std::to_string(epoch.value)},
              {"execution_optimistic", false}}
      .dump();
}

std::string finalized_event(const ShownBlock& block, Epoch epoch) {
  return Json{{"block", block.root},
              {"state", to_hex(block.peek.state_root)},
              {"epoch", std::to_string(epoch.value)},
              {"execution_optimistic", false}}
      .dump();
}

std::string finality_json(const RecordedChain& chain, Slot head, RecordedFinality finality) {
  // What was justified an epoch ago is what a state calls previous.
  const Slot epoch_slots = chain.first_slot(Epoch(1));
  const auto before =
      head < epoch_slots ? std::nullopt : chain.recording().finality_at(head - epoch_slots);
  return Json{{"previous_justified", checkpoint(chain, before.value_or(finality).justified)},
              {"current_justified", checkpoint(chain, finality.justified)},
              {"finalized", checkpoint(chain, finality.finalized)}}
      .dump();
}

std::string fork_json(const ChainSpec& spec, Slot slot) {
  const std::uint64_t epoch = slot.value / slots_per_epoch(spec).value_or(32);
  Json out;
  for (const Json& fork : forks_of(spec)) {
    if (out.is_null() || std::stoull(fork["epoch"].get<std::string>()) <= epoch) out = fork;
  }
  return out.dump();
}

std::string fork_schedule_json(const ChainSpec& spec) {
  return Json{{"data", forks_of(spec)}}.dump();
}

std::string spec_json(const ChainSpec& spec) {
  Json data = Json::object();
  for (const auto& [name, value] : spec.values) data[name] = value;
  if (!spec.blob_schedule.empty()) {
    Json& list = data["BLOB_SCHEDULE"] = Json::array();
    for (const BlobScheduleEntry& entry : spec.blob_schedule) {
      list.push_back({{"EPOCH", std::to_string(entry.epoch)},
                      {"MAX_BLOBS_PER_BLOCK", std::to_string(entry.max_blobs)}});
    }
  }
  return Json{{"data", data}}.dump();
}

std::string genesis_json(const Genesis& genesis) {
  return Json{{"data",
               {{"genesis_time", std::to_string(genesis.genesis_time)},
                {"genesis_validators_root", to_hex(genesis.genesis_validators_root)},
                {"genesis_fork_version", to_hex(genesis.genesis_fork_version)}}}}
      .dump();
}

}  // namespace apsis
