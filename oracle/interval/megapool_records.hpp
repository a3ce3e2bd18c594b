// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <utility>

#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// Which record stands for a listed public key. A key can be listed twice, in one megapool or in
/// two; the last record counts, either of the same megapool or (older reading) of all.
class MegapoolRecords {
 public:
  /// `by_pubkey_alone`: the older reading. The snapshot outlives this object.
  MegapoolRecords(const NetworkSnapshot& snapshot, bool by_pubkey_alone);

  bool by_pubkey_alone() const { return by_pubkey_alone_; }
  /// Record of a key that `megapool` lists.
  const MegapoolValidator& find(const Megapool& megapool, const Bytes48& pubkey) const;

 private:
  using Key = std::pair<Bytes20, Bytes48>;
  Key key_of(const Megapool& megapool, const Bytes48& pubkey) const;

  bool by_pubkey_alone_;
  std::map<Key, const MegapoolValidator*> last_;
};

}  // namespace apsis
