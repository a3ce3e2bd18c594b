// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace apsis {

/// A contract's event as its source declares it.
struct EventRow {
  std::string_view contract;
  std::string_view signature;  ///< name and types of the fields
  std::string_view fields;     ///< their names, indexed ones with a star before them
};

/// The events of the contracts of the current protocol version, and of the ones before where the
/// oracle still has to read them.
std::span<const EventRow> event_rows();

}  // namespace apsis
