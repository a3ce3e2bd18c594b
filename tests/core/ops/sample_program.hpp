// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

#include "core/ops/option.hpp"

namespace apsis::test {

inline constexpr std::array<CommandSpec, 2> sample_commands = {{
    {.name = "run", .help = "Runs."},
    {.name = "tree build", .help = "Builds a tree."},
}};

inline constexpr std::array<OptionSpec, 6> sample_options = {{
    {.key = "db",
     .flag = "--db",
     .value = "URL",
     .fallback = "embedded:./apsis-db",
     .help = "The database."},
    {.key = "run.to-slot",
     .flag = "--to-slot",
     .kind = OptionKind::count,
     .commands = "run",
     .help = "Last slot."},
    {.key = "log.format",
     .flag = "--log-format",
     .kind = OptionKind::choice,
     .value = "human|json",
     .fallback = "human",
     .help = "Looks of the log."},
    {.key = "run.strict",
     .flag = "--strict",
     .kind = OptionKind::toggle,
     .commands = "run",
     .help = "Be strict."},
    {.flag = "--csv", .kind = OptionKind::toggle, .commands = "run", .help = "As CSV."},
    {.flag = "FILE",
     .kind = OptionKind::operands,
     .commands = "tree build",
     .help = "Files to read."},
}};

inline constexpr std::array<std::string_view, 1> other_sections = {"other"};

inline constexpr ProgramSpec sample_program = {.name = "sample",
                                               .help = "A program for tests.",
                                               .commands = sample_commands,
                                               .options = sample_options,
                                               .other_sections = other_sections};

}  // namespace apsis::test
