// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "indexer/replay/replay.hpp"
#include "indexer/replay/signature_batch.hpp"

namespace apsis {

/// Signatures of a `SignedBeaconBlock`: proposer, randao reveal, slashings, attestations, exits,
/// credential changes, sync aggregate. `run` stands at the block's slot, the block not applied:
/// no operation of a block changes what another one's signature is checked with. Deposits are not
/// among them: their proofs of possession decide the state and are always checked.
template <class P>
Expected<std::vector<SignatureTask>> collect_signatures(Replay<P>& run, PubkeyPoints& points,
                                                        const SszView& signed_block);

/// Signatures of one element of a body's list, by the list's name ("attestations",
/// "voluntary_exits", ...) or of the "sync_aggregate"; none for lists without signatures.
template <class P>
Expected<std::vector<SignatureTask>> collect_operation(Replay<P>& run, PubkeyPoints& points,
                                                       std::string_view list,
                                                       const SszView& operation);

}  // namespace apsis
