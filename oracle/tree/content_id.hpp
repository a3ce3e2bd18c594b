// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/bytes.hpp"

namespace apsis {

/// Content id that a file has when it is put alone into a new folder of IPFS: a UnixFS file of
/// chunks of 1 MiB with raw leaves and up to 1,024 links a node, in a UnixFS directory under the
/// last part of `name`; the directory's CIDv1 (dag-pb, SHA-256) in base32.
std::string content_id(ByteSpan content, std::string_view name);

}  // namespace apsis
