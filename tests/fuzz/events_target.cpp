// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/check.hpp"
#include "core/net/event_stream.hpp"
#include "indexer/source/chain_hints.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace apsis {
namespace {

Bytes seed(std::uint8_t piece_bytes, const std::string& text) {
  return chosen_seed(piece_bytes, Bytes(text.begin(), text.end()));
}

/// The events of a stream that comes in pieces of one size, until it is of no use.
std::vector<ServerEvent> events_of(std::string_view stream, std::size_t piece_bytes) {
  std::vector<ServerEvent> out;
  EventReader reader([&](ServerEvent event) { out.push_back(std::move(event)); });
  for (std::size_t at = 0; at < stream.size(); at += piece_bytes) {
    if (!reader.feed(stream.substr(at, piece_bytes))) break;
  }
  return out;
}

}  // namespace

const char* const target_name = "events";

std::vector<Bytes> target_seeds() {
  const std::string root = "\"0x" + std::string(64, 'b') + "\"";
  return {
      seed(1, "event: head\ndata: {\"slot\":\"7\",\"block\":" + root + ",\"state\":" + root +
                  ",\"epoch_transition\":false}\n\n"),
      seed(7, "event: head_v2\r\ndata: {\"version\":\"fulu\",\"data\":{\"slot\":\"7\",\"block\":" +
                  root + "}}\r\n\r\n"),
      seed(3, "event: finalized_checkpoint\rdata: {\"block\":" + root + ",\"state\":" + root +
                  ",\"epoch\":\"3\"}\r\r"),
      seed(16, "event: chain_reorg\ndata: {\"slot\":\"9\",\"depth\":\"2\",\"old_head_block\":" +
                   root + ",\"new_head_block\":" + root + "}\n\n"),
      seed(2, "\xEF\xBB\xBF: nothing\n\ndata: two\ndata: lines\nid: 4\nretry: 9\n\ndata")};
}

void run_target(ByteSpan input) {
  if (input.empty()) return;
  const std::string_view stream(reinterpret_cast<const char*>(input.data()) + 1, input.size() - 1);
  const auto whole = events_of(stream, stream.size() + 1);
  const auto pieces = events_of(stream, input[0] % 32 + 1u);
  CHECK(whole.size() == pieces.size());  // where a stream is cut says nothing
  for (std::size_t i = 0; i < whole.size(); ++i) {
    CHECK(whole[i].type == pieces[i].type);
    CHECK(whole[i].data == pieces[i].data);
    (void)read_hint(whole[i]);
  }
}

}  // namespace apsis
