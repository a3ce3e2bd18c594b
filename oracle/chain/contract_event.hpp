// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "oracle/chain/abi_code.hpp"

namespace apsis {

/// A field of an event.
struct EventField {
  std::string name;
  AbiType type;
  bool indexed = false;  ///< stands in a topic; of a dynamic type only its hash
};

/// An event of a contract, ready to decode.
struct ContractEvent {
  std::string contract;
  std::string name;
  std::string signature;
  std::vector<EventField> fields;
  Bytes32 topic{};

  /// Topics of its logs, the event's own included.
  std::size_t topic_count() const;
};

/// All events that Apsis knows, in the table's order.
std::span<const ContractEvent> contract_events();
/// The event of this contract and name, which is in the table (else the program ends).
const ContractEvent& contract_event(std::string_view contract, std::string_view name);
/// The first event that has these topics; null if the table has none. Contracts of the same kind
/// share events, so the log's address says which contract it was.
const ContractEvent* find_event(std::span<const Bytes32> topics);

/// The values of a log, in the order of the fields; a field that has only its hash is Bytes.
/// `decode` if it is no log of the event.
Expected<AbiValue::List> decode_log(const ContractEvent& event, std::span<const Bytes32> topics,
                                    ByteSpan data);

}  // namespace apsis
