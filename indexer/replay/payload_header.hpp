// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "indexer/replay/beacon_state.hpp"

namespace apsis {

/// `ExecutionPayloadHeader` of a payload, serialized: lists are replaced by their roots.
Bytes header_of_payload(const SszView& payload, const SszType& header_type);

/// A header in the layout of a later fork: fields that the old one lacks are zero.
Bytes upgrade_header(const SszView& header, const SszType& new_type);

/// A header of zeros.
Bytes default_header(const SszType& header_type);

}  // namespace apsis
