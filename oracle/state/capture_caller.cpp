// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/capture_caller.hpp"

namespace apsis {

CaptureCaller caller_at(ContractReader& reader, const BlockRef& block) {
  return {
      [&reader, block](std::span<const ContractCall> calls) { return reader.call(calls, block); },
      [&reader, block](std::span<const Bytes20> addresses) {
        return reader.balances(addresses, block);
      }};
}

}  // namespace apsis
