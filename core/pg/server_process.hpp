// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/pg/server_user.hpp"

namespace apsis {

/// What a child program said and how it ended.
struct ProgramResult {
  int exit_status = -1;  ///< -1: it could not be started or died by a signal
  std::string output;    ///< both its streams, cut at 64 KiB
};

/// Runs a program to its end as `user`, from the folder "/", with a small fixed environment (so
/// that no PG… variable of the caller reaches it) and without the caller's open files but
/// `kept_descriptor`: a lock on it is held until the child has ended, even if this program is
/// killed before.
ProgramResult run_program(const std::vector<std::string>& arguments, const ServerUser& user,
                          int kept_descriptor = -1);

/// Last lines of a longer text, on one line, for error messages.
std::string tail_of(const std::string& text);

}  // namespace apsis
