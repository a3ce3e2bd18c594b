// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/megapool_records.hpp"

namespace apsis {

MegapoolRecords::MegapoolRecords(const NetworkSnapshot& snapshot, bool by_pubkey_alone)
    : by_pubkey_alone_(by_pubkey_alone) {
  for (const Node& node : snapshot.nodes) {
    if (!node.megapool) continue;
    for (const MegapoolValidator& validator : node.megapool->validators)
      last_[key_of(*node.megapool, validator.pubkey)] = &validator;
  }
}

MegapoolRecords::Key MegapoolRecords::key_of(const Megapool& megapool,
                                             const Bytes48& pubkey) const {
  return {by_pubkey_alone_ ? Bytes20{} : megapool.address, pubkey};
}

const MegapoolValidator& MegapoolRecords::find(const Megapool& megapool,
                                               const Bytes48& pubkey) const {
  return *last_.at(key_of(megapool, pubkey));
}

}  // namespace apsis
