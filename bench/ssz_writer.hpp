// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "indexer/decode/ssz_type.hpp"

namespace apsis {

/// Serialized default of a type: zeros and empty lists.
Bytes ssz_default(const SszType& type);

/// Serialized container from its serialized fields; those that are not named keep their default.
Bytes ssz_container(const SszType& type, const std::map<std::string, Bytes>& fields);

/// Serialized list of elements that are of variable size.
Bytes ssz_list(const std::vector<Bytes>& elements);

/// Serialized bitlist, its delimiter included.
Bytes ssz_bitlist(const std::vector<bool>& bits);

}  // namespace apsis
