// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/contract_event.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "core/hash/keccak.hpp"
#include "oracle/chain/event_rows.hpp"

namespace apsis {

namespace {

std::vector<std::string> split_names(std::string_view names) {
  std::vector<std::string> out;
  while (!names.empty()) {
    const std::size_t comma = std::min(names.find(','), names.size());
    out.emplace_back(names.substr(0, comma));
    names.remove_prefix(std::min(comma + 1, names.size()));
  }
  return out;
}

ContractEvent make_event(const EventRow& row) {
  const std::size_t open = row.signature.find('(');
  CHECK(open != std::string_view::npos && row.signature.ends_with(')'));
  ContractEvent out;
  out.contract = row.contract;
  out.name = row.signature.substr(0, open);
  out.signature = row.signature;
  auto types = parse_abi_types(row.signature.substr(open + 1, row.signature.size() - open - 2));
  std::vector<std::string> names = split_names(row.fields);
  CHECK(types.has_value() && types->size() == names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool indexed = names[i].starts_with('*');
    out.fields.push_back({names[i].substr(indexed ? 1 : 0), std::move((*types)[i]), indexed});
  }
  const auto* text = reinterpret_cast<const std::uint8_t*>(row.signature.data());
  out.topic = keccak256({text, row.signature.size()});
  return out;
}

std::vector<ContractEvent> make_events() {
  std::vector<ContractEvent> out;
  for (const EventRow& row : event_rows()) out.push_back(make_event(row));
  return out;
}

/// Whether a topic holds the value itself.
bool fits_topic(const AbiType& type) {
  return !type.is_dynamic() && type.kind != AbiKind::tuple;
}

}  // namespace

std::size_t ContractEvent::topic_count() const {
  return 1 + static_cast<std::size_t>(std::ranges::count_if(fields, &EventField::indexed));
}

std::span<const ContractEvent> contract_events() {
  static const std::vector<ContractEvent> events = make_events();
  return events;
}

const ContractEvent& contract_event(std::string_view contract, std::string_view name) {
  const auto all = contract_events();
  const auto found = std::ranges::find_if(all, [&](const ContractEvent& event) {
    return event.contract == contract && event.name == name;
  });
  CHECK(found != all.end());
  return *found;
}

const ContractEvent* find_event(std::span<const Bytes32> topics) {
  if (topics.empty()) return nullptr;
  for (const ContractEvent& event : contract_events())
    if (event.topic == topics[0] && event.topic_count() == topics.size()) return &event;
  return nullptr;
}

Expected<AbiValue::List> decode_log(const ContractEvent& event, std::span<const Bytes32> topics,
                                    ByteSpan data) {
  const std::string place = event.contract + "." + event.name;
  if (topics.size() != event.topic_count() || topics[0] != event.topic)
    return fail(ErrorKind::decode, "log has other topics", place);
  std::vector<AbiType> in_data;
  for (const EventField& field : event.fields)
    if (!field.indexed) in_data.push_back(field.type);
  Expected<AbiValue::List> unindexed = abi_decode(in_data, data);
  if (!unindexed) return std::unexpected(within(place, unindexed.error()));
  AbiValue::List out;
  std::size_t next_topic = 1, next_value = 0;
  for (const EventField& field : event.fields) {
    if (!field.indexed) {
      out.push_back(std::move((*unindexed)[next_value++]));
      continue;
    }
    const Bytes32& topic = topics[next_topic++];
    if (!fits_topic(field.type)) {
      out.push_back(topic);
      continue;
    }
    Expected<AbiValue::List> value = abi_decode({&field.type, 1}, topic);
    if (!value) return std::unexpected(within(place + "." + field.name, value.error()));
    out.push_back(std::move((*value)[0]));
  }
  return out;
}

}  // namespace apsis
