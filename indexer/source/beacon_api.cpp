// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/beacon_api.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <boost/algorithm/string/case_conv.hpp>
#include <boost/algorithm/string/predicate.hpp>
#include <charconv>

#include "core/hex.hpp"
#include "indexer/source/beacon_answer.hpp"
#include "indexer/source/json_text.hpp"
#include "indexer/source/ssz_peek.hpp"

namespace apsis {

namespace {

const HttpHeaders json_headers{{"Accept", "application/json"}};
const HttpHeaders ssz_headers{{"Accept", accept_ssz}};

std::optional<std::uint64_t> decimal(const std::optional<std::string>& text) {
  std::uint64_t out = 0;
  if (!text) return std::nullopt;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), out);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return out;
}

/// True for answers of a node that has no such thing, or no such call.
bool is_unknown(const HttpAnswer& answer) {
  return says_missing(answer) || answer.status == 400 || answer.status == 405 ||
         answer.status == 501;
}

std::optional<BlockHeaderAnswer> read_header(simdjson::dom::element data) {
  simdjson::dom::element message;
  if (data["header"]["message"].get(message)) return std::nullopt;
  const auto slot = decimal(json_text(message, "slot"));
  const auto root = array_from_hex<32>(json_text(data, "root").value_or(""));
  const auto parent = array_from_hex<32>(json_text(message, "parent_root").value_or(""));
  const auto state = array_from_hex<32>(json_text(message, "state_root").value_or(""));
  if (!slot || !root || !parent || !state) return std::nullopt;
  return BlockHeaderAnswer{Slot(*slot), *root, *parent, *state,
                           json_text(data, "canonical").value_or("true") != "false"};
}

}  // namespace

Expected<std::string> BeaconApi::fork_name(const HttpAnswer& answer, const ChainSpec& spec,
                                           Slot slot, const std::string& where) {
  const auto told = find_header(answer.headers, "Eth-Consensus-Version");
  const auto expected = fork_at_slot(spec, slot);
  if (!told || told->empty()) {
    if (note_) note_(where + ": no Eth-Consensus-Version; the chain's config decides the fork");
    return expected.value_or("");
  }
  if (expected && !boost::algorithm::iequals(*told, *expected)) {
    return fail(ErrorKind::mismatch,
                fmt::format("wrong fork: Eth-Consensus-Version says {}, the chain's config says {} "
                            "at slot {}",
                            told->substr(0, 32), *expected, slot.value),
                where, "Update the node, or check that its configuration is this chain's");
  }
  return expected.value_or(boost::algorithm::to_lower_copy(*told));
}

Expected<std::optional<RawState>> BeaconApi::state(const std::string& id, const ChainSpec& spec) {
  const std::string path = "/eth/v2/debug/beacon/states/" + id;
  auto answer = pool_.get(path, ssz_headers);
  if (!answer) return std::unexpected(answer.error());
  const std::string where = pool_.where(path);
  if (says_missing(*answer) || answer->status == 400 || answer->status == 500) {
    state_refusal_ = status_error(*answer, where);
    return std::nullopt;
  }
  if (const auto good = check_ssz(*answer, where); !good) return std::unexpected(good.error());
  const auto peek = peek_state(answer->body);
  if (!peek) {
    return fail(ErrorKind::decode, fmt::format("{} bytes are no BeaconState", answer->body.size()),
                where, "Look into the node's log, then try again");
  }
  auto fork = fork_name(*answer, spec, peek->slot, where);
  if (!fork) return std::unexpected(fork.error());
  return RawState{peek->slot, std::move(answer->body), std::move(*fork)};
}

Expected<RawBlock> BeaconApi::read_block(HttpAnswer answer, const std::optional<Slot>& slot,
                                         const ChainSpec& spec, const std::string& where) {
  if (const auto good = check_ssz(answer, where); !good) return std::unexpected(good.error());
  const auto peek = peek_block(answer.body);
  if (!peek) {
    return fail(
        ErrorKind::decode,
        fmt::format("{} bytes are no SignedBeaconBlock: too short, or no message at byte {}",
                    answer.body.size(), block_message_offset),
        where, "Look into the node's log, then try again");
  }
  if (slot && peek->slot != *slot) {
    return fail(
        ErrorKind::mismatch,
        fmt::format("wrong block: asked for slot {}, got slot {}", slot->value, peek->slot.value),
        where, "Use another node");
  }
  auto fork = fork_name(answer, spec, peek->slot, where);
  if (!fork) return std::unexpected(fork.error());
  return RawBlock{peek->slot, std::move(answer.body), std::move(*fork)};
}

Expected<std::optional<RawBlock>> BeaconApi::block(Slot slot, const ChainSpec& spec) {
  const std::string path = fmt::format("/eth/v2/beacon/blocks/{}", slot.value);
  auto answer = pool_.get(path, ssz_headers);
  if (!answer) return std::unexpected(answer.error());
  const std::string where = pool_.where(path);
  if (says_missing(*answer)) return missing_block(slot, where);
  return read_block(std::move(*answer), slot, spec, where);
}

Expected<std::optional<RawBlock>> BeaconApi::block_by_id(const std::string& id,
                                                         const ChainSpec& spec) {
  const std::string path = "/eth/v2/beacon/blocks/" + id;
  auto answer = pool_.get(path, ssz_headers);
  if (!answer) return std::unexpected(answer.error());
  if (says_missing(*answer) || answer->status == 400 || answer->status == 500) return std::nullopt;
  return read_block(std::move(*answer), std::nullopt, spec, pool_.where(path));
}

Expected<std::optional<RawBlock>> BeaconApi::missing_block(Slot slot, const std::string& where) {
  // Only a help to tell "pruned" from "empty": a node without this call changes nothing.
  const std::string path = fmt::format("/eth/v1/beacon/headers/{}", slot.value);
  const auto answer = pool_.get_once(path, json_headers);
  if (!answer || answer->status != 200) return std::nullopt;
  simdjson::dom::parser parser;
  const auto data = json_data(parser, answer->text(), path);
  const auto header = data ? read_header(*data) : std::nullopt;
  if (!header || header->slot != slot || !header->canonical) return std::nullopt;
  return fail(ErrorKind::unavailable,
              fmt::format("missing block: the node has the header of slot {} (root {}) but not the "
                          "block",
                          slot.value, to_hex(header->root)),
              where, "It may have pruned the block: use a node that keeps them");
}

Expected<std::optional<BlockHeaderAnswer>> BeaconApi::header(const std::string& id) {
  const std::string path = "/eth/v1/beacon/headers/" + id;
  const auto answer = pool_.get(path, json_headers);
  if (!answer) return std::unexpected(answer.error());
  const std::string where = pool_.where(path);
  const bool no_such_call = answer->status == 400 || answer->status == 405 || answer->status == 501;
  if (says_missing(*answer) || no_such_call) return std::nullopt;
  if (answer->status != 200) return std::unexpected(status_error(*answer, where));
  simdjson::dom::parser parser;
  const auto data = json_data(parser, answer->text(), where);
  if (!data) return std::unexpected(data.error());
  const auto header = read_header(*data);
  if (!header) {
    return fail(ErrorKind::decode, "no block header in the answer", where,
                "Check that the URL is a beacon node's");
  }
  return header;
}

Expected<std::optional<Bytes32>> BeaconApi::block_root(const std::string& id) {
  const std::string path = "/eth/v1/beacon/blocks/" + id + "/root";
  const auto answer = pool_.get(path, json_headers);
  if (!answer) return std::unexpected(answer.error());
  const std::string where = pool_.where(path);
  if (is_unknown(*answer)) return std::nullopt;
  if (answer->status != 200) return std::unexpected(status_error(*answer, where));
  simdjson::dom::parser parser;
  const auto data = json_data(parser, answer->text(), where);
  if (!data) return std::unexpected(data.error());
  const auto root = array_from_hex<32>(json_text(*data, "root").value_or(""));
  if (!root) {
    return fail(ErrorKind::decode, "no root in the answer", where,
                "Check that the URL is a beacon node's");
  }
  return root;
}

Expected<std::optional<FinalizedCheckpoint>> BeaconApi::finality() {
  const std::string path = "/eth/v1/beacon/states/head/finality_checkpoints";
  const auto answer = pool_.get(path, json_headers);
  if (!answer) return std::unexpected(answer.error());
  const std::string where = pool_.where(path);
  if (says_missing(*answer) || answer->status == 400 || answer->status == 501) return std::nullopt;
  if (answer->status != 200) return std::unexpected(status_error(*answer, where));
  simdjson::dom::parser parser;
  const auto data = json_data(parser, answer->text(), where);
  if (!data) return std::unexpected(data.error());
  simdjson::dom::element finalized;
  std::optional<std::uint64_t> epoch;
  std::optional<Bytes32> root;
  if ((*data)["finalized"].get(finalized) == simdjson::SUCCESS) {
    epoch = decimal(json_text(finalized, "epoch"));
    root = array_from_hex<32>(json_text(finalized, "root").value_or(""));
  }
  if (!epoch) {
    return fail(ErrorKind::decode, "no finalized epoch in the answer", where,
                "Check that the URL is a beacon node's");
  }
  return FinalizedCheckpoint{Epoch(*epoch), root.value_or(Bytes32{})};
}

}  // namespace apsis
