// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/indexer/replay/sample_chain.hpp"

namespace apsis {

/// A small chain of one fork: its start state, as bytes and as a replay that stands behind it.
struct ForkSample {
  explicit ForkSample(Fork fork);

  SampleChain chain;
  Bytes state;
  Expected<Replay<MinimalPreset>> run;
};

/// The sample of a fork, made when it is first asked for.
const ForkSample& fork_sample(Fork fork);

/// The fork that an input's first byte names.
Fork fork_of_input(ByteSpan input);

}  // namespace apsis
