// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/bytes.hpp"

namespace apsis {

/// Why a call reverted, for people, from the bytes that it gave back: the text of Error(string),
/// the meaning of Panic(uint256), else the bytes themselves (shortened). Control characters of a
/// contract's text come out as '?'.
std::string revert_reason(ByteSpan data);

}  // namespace apsis
