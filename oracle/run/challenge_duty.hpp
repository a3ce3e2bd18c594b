// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oracle/run/duty.hpp"

namespace apsis {

/// The duty of a member that is challenged: it answers, which shows that it lives. Who does not
/// answer within the window loses membership and bond. It is no vote: an unknown version of the
/// protocol does not stop it.
class ChallengeDuty {
 public:
  /// One step. Errors of the book and of `cast`.
  Expected<DutyReport> step(const DutyTools& tools, const Moment& moment) const;
};

}  // namespace apsis
