// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/beacon_server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "indexer/source/ssz_peek.hpp"
#include "tests/sim/beacon_json.hpp"

namespace apsis {

namespace {

/// Requests that are remembered at most.
constexpr std::size_t max_requests_kept = 1'000'000;

std::vector<std::string> split(std::string_view text, char mark) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(mark));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    if (!part.empty()) out.emplace_back(part);
  }
  return out;
}

bool wants_ssz(const HttpRequest& request) {
  return find_header(request.headers, "Accept").value_or("").find("octet-stream") !=
         std::string::npos;
}

HttpResponse ssz_answer(std::string body, const std::string& fork_name) {
  HttpResponse out;
  out.headers = {{"Content-Type", "application/octet-stream"}};
  if (!fork_name.empty()) out.headers.emplace_back("Eth-Consensus-Version", fork_name);
  out.body = std::move(body);
  return out;
}

/// True when `parts` has the shape of `pattern`; "*" stands for any one part.
bool matches(const std::vector<std::string>& parts, std::string_view pattern) {
  const std::vector<std::string> shape = split(pattern, '/');
  return std::equal(parts.begin(), parts.end(), shape.begin(), shape.end(),
                    [](const auto& part, const auto& want) { return want == "*" || want == part; });
}

std::string text_of(const Bytes& bytes) {
  return std::string(bytes.begin(), bytes.end());
}

}  // namespace

Expected<std::unique_ptr<BeaconServer>> BeaconServer::start(const std::string& directory,
                                                            std::uint16_t port) {
  auto recording = Recording::open(directory);
  if (!recording) return std::unexpected(recording.error());
  std::unique_ptr<BeaconServer> out(new BeaconServer(RecordedChain(std::move(*recording))));
  BeaconServer* raw = out.get();
  auto server = HttpServer::start(
      loopback_address, port, [raw](const HttpRequest& request) { return raw->answer(request); });
  if (!server) return std::unexpected(server.error());
  out->server_ = std::move(*server);
  return out;
}

BeaconServer::BeaconServer(RecordedChain chain) : chain_(std::move(chain)) {
  head_ = chain_.last_slot().value;
}

std::vector<std::string> BeaconServer::requests() const {
  const std::lock_guard lock(requests_mutex_);
  return requests_;
}

std::optional<ShownBlock> BeaconServer::canonical_block(Slot slot) {
  const auto block = chain_.block(slot);
  if (!block || !*block) return std::nullopt;
  const auto peek = peek_block((*block)->bytes);
  if (!peek) return std::nullopt;
  return ShownBlock{slot, chain_.root_of(slot), text_of((*block)->bytes), *peek};
}

std::optional<ShownBlock> BeaconServer::orphan_at(Slot slot) {
  const std::string root = chain_.orphan_root_of(slot);
  const auto blocks = chain_.orphans(slot);
  if (root.empty() || !blocks || blocks->empty()) return std::nullopt;
  const auto peek = peek_block(blocks->front().bytes);
  if (!peek) return std::nullopt;
  return ShownBlock{slot, root, text_of(blocks->front().bytes), *peek};
}

std::optional<ShownBlock> BeaconServer::shown_block(const std::string& id) {
  const std::lock_guard lock(chain_mutex_);
  if (orphan_ &&
      (id == "head" || id == orphan_->root || id == std::to_string(orphan_->slot.value))) {
    return orphan_;
  }
  const auto slot = chain_.block_slot(id, head());
  return slot ? canonical_block(*slot) : std::nullopt;
}

void BeaconServer::show(const ShownBlock& block) {
  const auto epoch_slots = chain_.first_slot(Epoch(1)).value;
  events_.publish("block", block_event(block));
  events_.publish("head", head_event(block, block.slot.value % epoch_slots == 0));
}

void BeaconServer::publish_finality(std::optional<RecordedFinality> before, Slot head) {
  const auto after = chain_.recording().finality_at(head);
  if (!after || (before && before->finalized == after->finalized)) return;
  if (const auto block = shown_block("finalized")) {
    events_.publish("finalized_checkpoint", finalized_event(*block, after->finalized));
  }
}

void BeaconServer::set_head(Slot slot) {
  const auto before = chain_.recording().finality_at(head());
  std::optional<ShownBlock> old_head;
  std::optional<ShownBlock> new_head;
  {
    const std::lock_guard lock(chain_mutex_);
    head_ = slot.value;
    auto orphan = orphan_at(slot);
    new_head = orphan ? orphan : canonical_block(slot);
    if (!new_head) return;
    old_head = std::exchange(orphan_, std::move(orphan));
  }
  if (old_head) {
    const auto epoch = slot.value / chain_.first_slot(Epoch(1)).value;
    // Back to the newest block that both heads build on.
    const Slot shared = chain_.block_at_or_before(Slot(old_head->slot.value - 1)).value_or(Slot(0));
    events_.publish("chain_reorg",
                    reorg_event(*old_head, *new_head, slot.value - shared.value, Epoch(epoch)));
  }
  show(*new_head);
  publish_finality(before, slot);
}

HttpResponse BeaconServer::answer(const HttpRequest& request) {
  {
    const std::lock_guard lock(requests_mutex_);
    if (requests_.size() < max_requests_kept) requests_.push_back(request.target);
  }
  if (request.method != "GET" && request.method != "HEAD") {
    return error_answer(405, "only GET is answered here");
  }
  return route(request, split(request.path(), '/'));
}

HttpResponse BeaconServer::route(const HttpRequest& request,
                                 const std::vector<std::string>& parts) {
  HttpResponse out;
  if (matches(parts, "eth/v1/config/spec")) return answer_spec();
  if (matches(parts, "eth/v1/beacon/genesis")) return answer_genesis();
  if (matches(parts, "eth/v2/beacon/blocks/*")) return answer_block(request, parts[4]);
  if (matches(parts, "eth/v1/beacon/blocks/*/root")) return answer_block_root(parts[4]);
  if (matches(parts, "eth/v1/beacon/headers/*")) return answer_header(parts[4]);
  if (matches(parts, "eth/v1/beacon/headers")) return answer_headers(request);
  if (matches(parts, "eth/v2/debug/beacon/states/*")) return answer_state(request, parts[5]);
  if (matches(parts, "eth/v1/beacon/states/*/finality_checkpoints")) return answer_finality();
  if (matches(parts, "eth/v1/events")) return answer_events(request);
  if (matches(parts, "eth/v1/node/*")) return answer_node(parts[3]);
  out.status = 404;
  out.body = "404 page not found\n";
  return out;
}

HttpResponse BeaconServer::answer_spec() {
  HttpResponse out = json_answer(spec_json(chain_.recording().chain_spec()));
  faults_.apply("spec", out, "");
  return out;
}

HttpResponse BeaconServer::answer_genesis() {
  HttpResponse out = json_answer(genesis_json(chain_.recording().genesis()));
  faults_.apply("genesis", out, "");
  return out;
}

HttpResponse BeaconServer::answer_block(const HttpRequest& request, const std::string& id) {
  if (!wants_ssz(request)) return error_answer(406, "blocks are given as SSZ alone");
  const auto block = shown_block(id);
  HttpResponse out = error_answer(404, "block not found: " + id);
  std::string before;
  if (block) {
    out = ssz_answer(block->bytes,
                     fork_at_slot(chain_.recording().chain_spec(), block->slot).value_or(""));
    const Slot previous(block->slot.value == 0 ? 0 : block->slot.value - 1);
    const auto earlier = chain_.block_at_or_before(previous);
    const auto other = earlier ? shown_block(std::to_string(earlier->value)) : std::nullopt;
    if (other) before = other->bytes;
  }
  faults_.apply(block ? std::to_string(block->slot.value) : id, out, before);
  return out;
}

HttpResponse BeaconServer::answer_block_root(const std::string& id) {
  const auto block = shown_block(id);
  if (!block || block->root.empty()) return error_answer(404, "block not found: " + id);
  return json_answer(fmt::format(R"({{"data":{{"root":"{}"}}}})", block->root));
}

HttpResponse BeaconServer::answer_header(const std::string& id) {
  const auto block = shown_block(id);
  HttpResponse out = error_answer(404, "block not found: " + id);
  if (block && !block->root.empty()) out = json_answer("{\"data\":" + header_json(*block) + "}");
  faults_.apply("header", out, "");
  return out;
}

HttpResponse BeaconServer::answer_headers(const HttpRequest& request) {
  const HttpResponse one = answer_header(request.query("slot").value_or("head"));
  if (one.status != 200) return one;
  // {"data":X} becomes {"data":[X]}.
  return json_answer("{\"data\":[" + one.body.substr(8, one.body.size() - 9) + "]}");
}

HttpResponse BeaconServer::answer_state(const HttpRequest& request, const std::string& id) {
  if (!wants_ssz(request)) return error_answer(406, "states are given as SSZ alone");
  const auto slot = chain_.state_slot(id, head());
  HttpResponse out = error_answer(404, "state not found: " + id);
  if (slot) {
    const std::lock_guard lock(chain_mutex_);
    const auto state = chain_.state(*slot);
    if (state && *state) {
      out = ssz_answer(text_of(**state),
                       fork_at_slot(chain_.recording().chain_spec(), *slot).value_or(""));
    }
  }
  faults_.apply("state", out, "");
  return out;
}

HttpResponse BeaconServer::answer_finality() {
  const auto finality = chain_.recording().finality_at(head());
  HttpResponse out =
      finality ? json_answer("{\"data\":" + finality_json(chain_, head(), *finality) + "}")
               : error_answer(404, "the recording does not tell what is final");
  faults_.apply("finality", out, "");
  return out;
}

HttpResponse BeaconServer::answer_events(const HttpRequest& request) {
  const auto topics = split(request.query("topics").value_or(""), ',');
  if (topics.empty()) return error_answer(400, "topics are missing");
  HttpResponse out;
  out.headers = {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-cache"}};
  out.stream = [this, topics](HttpStream& stream) { events_.stream_to(stream, topics); };
  faults_.apply("events", out, "");
  return out;
}

HttpResponse BeaconServer::answer_node(const std::string& what) {
  if (what == "version") return json_answer(R"({"data":{"version":"apsis-sparring"}})");
  if (what == "health") return HttpResponse{};
  if (what != "syncing") return error_answer(404, "no such call");
  return json_answer(fmt::format(
      R"({{"data":{{"head_slot":"{}","sync_distance":"0","is_syncing":false,"is_optimistic":false,)"
      R"("el_offline":false}}}})",
      head().value));
}

}  // namespace apsis
