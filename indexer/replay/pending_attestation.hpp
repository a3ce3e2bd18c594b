// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "indexer/replay/containers.hpp"

namespace apsis {

/// A vote as phase0's state keeps it until its epoch is paid (`PendingAttestation`).
struct PendingAttestation {
  Bytes aggregation_bits;  ///< as serialized, with the delimiter
  AttestationData data;
  std::uint64_t inclusion_delay = 0;  ///< slots
  std::uint64_t proposer_index = 0;

  /// Number of bits without the delimiter.
  std::size_t bit_count() const;
  bool bit(std::size_t index) const { return (aggregation_bits[index / 8] >> index % 8 & 1) != 0; }
};

PendingAttestation read_pending_attestation(const SszView& view);

Bytes32 hash_tree_root(const PendingAttestation& value);

/// Appends the serialized form.
void write(Bytes& out, const PendingAttestation& value);

}  // namespace apsis
