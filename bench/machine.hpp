// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace apsis {

/// Processor, its instructions that matter here, and the commit of this build.
std::string describe_machine();

/// Resident memory of this process in MB, now and at its highest since the last reset.
double resident_mb();
double peak_resident_mb();
/// Gives freed memory back to the system and forgets the highest value so far.
void reset_peak_memory();

}  // namespace apsis
