// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace apsis {

/// Directory of an unpacked recorded chain: that of the environment variable APSIS_RECORDINGS, or
/// one that is unpacked here from APSIS_SHARED (default ../shared beside the sources) or, for the
/// demo's chain, from tests/data/demo. Nothing, with a line on stderr, when there is none.
std::optional<std::filesystem::path> find_recording(const std::string& name);

/// The folder with vectors and recordings: APSIS_SHARED, or ../shared beside the sources. It need
/// not be there.
std::filesystem::path shared_folder();

}  // namespace apsis
