// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/error.hpp"

namespace apsis {

/// What `serve` is asked for.
struct ServeCall {
  std::string listen = "127.0.0.1:8080";  ///< ADDRESS:PORT
  std::string files;                      ///< folder of rewards files; empty: none
  std::string database;                   ///< "embedded:DIR" or a URL; empty: none
  std::string cors;                       ///< origin that may read the answers; empty: none
  std::uint64_t requests_per_minute = 600;
  std::string metrics = "off";  ///< ADDRESS:PORT to serve /metrics at, or off
};

/// Serves intervals, claims and the running tree over HTTP until SIGTERM or SIGINT. Files and
/// database are looked at again every few seconds; files that are wrong are told in the log and not
/// served. Gives the exit status.
Expected<int> run_serve(const ServeCall& call);

}  // namespace apsis
