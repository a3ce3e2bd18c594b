// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/fault_plan.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <charconv>
#include <optional>

namespace apsis {

namespace {

using namespace std::chrono_literals;

constexpr auto stall_time = 3600s;
constexpr auto drip_pause = 100ms;

/// A byte in the middle of a SignedBeaconBlock's signature.
constexpr std::size_t signature_byte = 50;

constexpr std::pair<std::string_view, FaultKind> fault_names[] = {
    {"cut", FaultKind::cut},
    {"stall", FaultKind::stall},
    {"drip", FaultKind::drip},
    {"drop", FaultKind::drop},
    {"wrong-fork", FaultKind::wrong_fork},
    {"no-fork", FaultKind::no_fork},
    {"wrong-block", FaultKind::wrong_block},
    {"json", FaultKind::json},
    {"tiny", FaultKind::tiny},
    {"flip", FaultKind::flip},
    {"wrong-root", FaultKind::wrong_root},
    {"wrong-signature", FaultKind::wrong_signature},
};

template <class T>
std::optional<T> number(std::string_view text) {
  T out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

std::optional<Fault> parse_fault(std::string_view text) {
  Fault out;
  if (const std::size_t mark = text.rfind('x'); mark != std::string_view::npos) {
    if (const auto times = number<std::size_t>(text.substr(mark + 1))) {
      out.times = *times;
      text = text.substr(0, mark);
    }
  }
  for (const auto& [name, kind] : fault_names) {
    if (text != name) continue;
    out.kind = kind;
    return out;
  }
  const auto status = number<int>(text);
  if (!status || *status < 200 || *status > 599) return std::nullopt;
  out.status = *status;
  return out;
}

void set_header(HttpResponse& response, const std::string& name, const std::string& value) {
  std::erase_if(response.headers,
                [&](const auto& line) { return boost::beast::iequals(line.first, name); });
  if (!value.empty()) response.headers.emplace_back(name, value);
}

/// Changes every field of a JSON text whose name ends in "root", but for a parent's or a state's.
void turn_roots(std::string& json) {
  constexpr std::size_t last_digit = 63;
  for (const std::string name : {"\"root\":\"0x", "validators_root\":\"0x"}) {
    for (std::size_t at = json.find(name); at != std::string::npos; at = json.find(name, at + 1)) {
      char& digit = json.at(at + name.size() + last_digit);
      digit = digit == '0' ? '1' : '0';
    }
  }
}

void apply_fault(const Fault& fault, HttpResponse& response, const std::string& before) {
  switch (fault.kind) {
    case FaultKind::status:
      response = HttpResponse{};
      response.status = fault.status;
      response.headers = {{"Content-Type", "application/json"}};
      response.body = "{\"code\":" + std::to_string(fault.status) + ",\"message\":\"on purpose\"}";
      break;
    case FaultKind::cut:
      response.fault.cut_body = response.body.size() / 2;
      break;
    case FaultKind::stall:
      response.fault.stall = stall_time;
      break;
    case FaultKind::drip:
      response.fault.drip_bytes = 1;
      response.fault.drip = drip_pause;
      break;
    case FaultKind::drop:
      response.fault.drop = true;
      break;
    case FaultKind::wrong_fork: {
      const auto told = find_header(response.headers, "Eth-Consensus-Version");
      set_header(response, "Eth-Consensus-Version", told == "altair" ? "bellatrix" : "altair");
      break;
    }
    case FaultKind::no_fork:
      set_header(response, "Eth-Consensus-Version", "");
      break;
    case FaultKind::wrong_block:
      response.body = before;
      break;
    case FaultKind::json:
      set_header(response, "Content-Type", "application/json");
      response.body = "{\"version\":\"deneb\",\"data\":{}}";
      break;
    case FaultKind::tiny:
      response.body.resize(10);
      break;
    case FaultKind::flip:
      if (!response.body.empty()) response.body[response.body.size() / 2] ^= 1;
      break;
    case FaultKind::wrong_root:
      turn_roots(response.body);
      break;
    case FaultKind::wrong_signature:
      if (response.body.size() > signature_byte) response.body[signature_byte] ^= 1;
      break;
  }
}

}  // namespace

Expected<void> FaultPlan::add(std::string_view text) {
  const std::size_t at = std::min(text.find('@'), text.size());
  const auto fault = parse_fault(text.substr(0, at));
  const std::string place(text.substr(std::min(at + 1, text.size())));
  const bool named =
      std::find(std::begin(fault_places), std::end(fault_places), place) != std::end(fault_places);
  if (!fault || (!named && !number<std::uint64_t>(place))) {
    return fail(ErrorKind::usage, "no such fault", std::string(text),
                "Write NAME@SLOT or NAMExTIMES@SLOT, as 503x2@40 or cut@state");
  }
  add(place, *fault);
  return {};
}

void FaultPlan::add(const std::string& place, Fault fault) {
  const std::lock_guard lock(mutex_);
  faults_.emplace(place, fault);
}

void FaultPlan::clear() {
  const std::lock_guard lock(mutex_);
  faults_.clear();
}

void FaultPlan::apply(const std::string& place, HttpResponse& response, const std::string& before) {
  const std::lock_guard lock(mutex_);
  auto [it, end] = faults_.equal_range(place);
  for (; it != end; ++it) {
    if (it->second.times == 0) continue;
    --it->second.times;
    apply_fault(it->second, response, before);
  }
}

}  // namespace apsis
