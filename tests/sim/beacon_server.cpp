// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/beacon_server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/hex.hpp"
#include "tests/sim/beacon_json.hpp"

namespace apsis {

namespace {

/// Requests that are remembered at most.
constexpr std::size_t max_requests_kept = 1'000'000;

constexpr const char* known_topics[] = {"head", "head_v2", "block", "chain_reorg",
                                        "finalized_checkpoint"};

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

BeaconServer::BeaconServer(RecordedChain chain)
    : chain_(std::move(chain)), topics_(std::begin(known_topics), std::end(known_topics)) {}

std::vector<std::string> BeaconServer::requests() const {
  const std::lock_guard lock(requests_mutex_);
  return requests_;
}

std::string BeaconServer::fork_name(Slot slot) const {
  return fork_at_slot(recorded().recording().chain_spec(), slot).value_or("");
}

void BeaconServer::publish(const HeadMove& move, std::optional<RecordedFinality> before) {
  const auto epoch_slots = recorded().first_slot(Epoch(1)).value;
  for (const ShownBlock& block : move.imported) events_.publish("block", block_event(block));
  if (move.head && move.old_head) {
    const Epoch epoch(move.head->slot.value / epoch_slots);
    events_.publish("chain_reorg", reorg_event(*move.old_head, *move.head, move.depth, epoch));
  }
  if (move.head) {
    const bool first = move.head->slot.value % epoch_slots == 0;
    events_.publish("head", head_event(*move.head, first));
    events_.publish("head_v2", head_v2_event(*move.head, fork_name(move.head->slot), first));
  }
  const auto after = recorded().recording().finality_at(head());
  if (!after || (before && before->finalized >= after->finalized)) return;
  if (const auto block = chain_.block("finalized")) {
    events_.publish("finalized_checkpoint", finalized_event(*block, after->finalized));
  }
}

void BeaconServer::set_head(Slot slot) {
  if (auto orphan = chain_.recorded_orphan(slot)) {
    return show_branch(orphan->first, {std::move(orphan->second)});
  }
  const auto before = recorded().recording().finality_at(head());
  publish(chain_.show_recorded(slot), before);
}

void BeaconServer::show_branch(Slot parent, std::vector<ShownBlock> blocks) {
  const auto before = recorded().recording().finality_at(head());
  publish(chain_.show_branch(parent, std::move(blocks)), before);
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
  if (matches(parts, "eth/v1/config/*")) return answer_config(parts[3]);
  if (matches(parts, "eth/v1/beacon/genesis")) return answer_genesis();
  if (matches(parts, "eth/v2/beacon/blocks/*")) return answer_block(request, parts[4]);
  if (matches(parts, "eth/v1/beacon/blocks/*/root")) return answer_block_root(parts[4]);
  if (matches(parts, "eth/v1/beacon/headers/*")) return answer_header(parts[4]);
  if (matches(parts, "eth/v1/beacon/headers")) return answer_headers(request);
  if (matches(parts, "eth/v2/debug/beacon/states/*")) return answer_state(request, parts[5]);
  if (matches(parts, "eth/v1/beacon/states/*/*")) return answer_state_part(parts[4], parts[5]);
  if (matches(parts, "eth/v1/events")) return answer_events(request);
  if (matches(parts, "eth/v1/node/*")) return answer_node(parts[3]);
  out.status = 404;
  out.body = "404 page not found\n";
  return out;
}

HttpResponse BeaconServer::answer_config(const std::string& what) {
  const ChainSpec& spec = recorded().recording().chain_spec();
  if (what == "fork_schedule") return json_answer(fork_schedule_json(spec));
  if (what != "spec") return error_answer(404, "no such call");
  HttpResponse out = json_answer(spec_json(spec));
  faults_.apply("spec", out, "");
  return out;
}

HttpResponse BeaconServer::answer_genesis() {
  HttpResponse out = json_answer(genesis_json(recorded().recording().genesis()));
  faults_.apply("genesis", out, "");
  return out;
}

HttpResponse BeaconServer::answer_block(const HttpRequest& request, const std::string& id) {
  if (!wants_ssz(request)) return error_answer(406, "blocks are given as SSZ alone");
  const auto block = chain_.block(id);
  HttpResponse out = error_answer(404, "block not found: " + id);
  std::string before;
  if (block) {
    out = ssz_answer(block->bytes, fork_name(block->slot));
    const auto other = chain_.block_before(block->slot);
    if (other) before = other->bytes;
  }
  faults_.apply(block ? std::to_string(block->slot.value) : id, out, before);
  return out;
}

HttpResponse BeaconServer::answer_block_root(const std::string& id) {
  const auto block = chain_.block(id);
  HttpResponse out = error_answer(404, "block not found: " + id);
  if (block && !block->root.empty()) {
    out = json_answer(fmt::format(R"({{"data":{{"root":"{}"}}}})", block->root));
  }
  faults_.apply("root", out, "");
  return out;
}

HttpResponse BeaconServer::answer_header(const std::string& id) {
  const auto block = chain_.block(id);
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
  const auto state = chain_.state(id);
  HttpResponse out = error_answer(404, "state not found: " + id);
  if (state) out = ssz_answer(text_of(state->bytes), fork_name(*state->slot));
  faults_.apply("state", out, "");
  return out;
}

HttpResponse BeaconServer::answer_state_part(const std::string& id, const std::string& part) {
  const auto block = chain_.block(id);
  if (!block) return error_answer(404, "state not found: " + id);
  if (part == "fork") {
    const ChainSpec& spec = recorded().recording().chain_spec();
    return json_answer("{\"data\":" + fork_json(spec, block->slot) + "}");
  }
  if (part == "root") {
    return json_answer(
        fmt::format(R"({{"data":{{"root":"{}"}}}})", to_hex(block->peek.state_root)));
  }
  if (part != "finality_checkpoints") return error_answer(404, "no such call");
  const Slot slot = id == "head" ? head() : block->slot;
  const auto finality = recorded().recording().finality_at(slot);
  HttpResponse out =
      finality ? json_answer("{\"data\":" + finality_json(recorded(), slot, *finality) + "}")
               : error_answer(404, "the recording does not tell what is final");
  faults_.apply("finality", out, "");
  return out;
}

HttpResponse BeaconServer::answer_events(const HttpRequest& request) {
  const auto topics = split(request.query("topics").value_or(""), ',');
  if (topics.empty()) return error_answer(400, "topics are missing");
  for (const std::string& topic : topics) {
    if (!topics_.contains(topic)) return error_answer(400, "unknown topic: " + topic);
  }
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
