// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace apsis {

/// The server's log is put aside at a start when it is larger.
inline constexpr std::uintmax_t log_limit_bytes = 16u << 20;

/// Settings of the private cluster, added to what initdb wrote. No TCP at all; no replicas, so the
/// smallest write-ahead log; no JIT, because its compile time is longer than the views' queries.
inline constexpr std::string_view cluster_settings =
    "\n# Written by Apsis when it made this cluster.\n"
    "listen_addresses = ''\n"
    "unix_socket_permissions = 0700\n"
    "max_connections = 50\n"
    "shared_buffers = 128MB\n"
    "wal_level = minimal\n"
    "max_wal_senders = 0\n"
    "max_wal_size = 1GB\n"
    "jit = off\n"
    "log_checkpoints = off\n"
    "timezone = 'UTC'\n"
    "log_timezone = 'UTC'\n";

}  // namespace apsis
