// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/program.hpp"

#include <array>

namespace apsis {
namespace {

constexpr std::array<CommandSpec, 9> commands = {{
    {.name = "backfill",
     .help = "Replay a recording or era files, prove every block, store every epoch"},
    {.name = "verify",
     .help = "Replay a recording or era files and prove every block, without a database"},
    {.name = "export", .help = "Write a recording, or what a beacon node finalized, as era files"},
    {.name = "follow", .help = "Replay, prove and store a chain up to its head, by beacon nodes"},
    {.name = "gaps", .help = "Print which epochs the database lacks"},
    {.name = "repair",
     .help = "Replay some epochs and write them anew, missing or doubted, before its first state "
             "too"},
    {.name = "status", .help = "Print what the database holds"},
    {.name = "rewards", .help = "Print the stored rewards of validators by epoch"},
    {.name = "psql", .help = "Run psql on the database; words after -- are psql's own"},
}};

constexpr std::array<OptionSpec, 27> options = {{
    {.key = "db",
     .flag = "--db",
     .value = "embedded:DIR|URL",
     .fallback = "embedded:./apsis-db",
     .commands = "backfill|follow|status|rewards|gaps|repair|psql",
     .help = "The PostgreSQL to store in: a private cluster in DIR, or one of yours."},
    {.key = "log.format",
     .flag = "--log-format",
     .kind = OptionKind::choice,
     .value = "human|json",
     .fallback = "human",
     .help = "Log lines for people, or one JSON object a line."},
    {.key = "log.level",
     .flag = "--log-level",
     .kind = OptionKind::choice,
     .value = "trace|debug|info|warn|error|off",
     .fallback = "info",
     .help = "The least level that is logged."},
    {.key = "indexer.recording",
     .flag = "--recording",
     .value = "DIR",
     .commands = "backfill|verify|export|repair",
     .help = "The unpacked recording of a chain to replay."},
    {.key = "indexer.era",
     .flag = "--era",
     .value = "DIR",
     .commands = "backfill|verify|repair",
     .help = "The folder of era files to replay, instead of a recording."},
    {.flag = "--era",
     .value = "DIR",
     .commands = "export",
     .help = "The folder to write era files to; those that it holds already are gone on from."},
    {.key = "indexer.network",
     .flag = "--network",
     .value = "NAME|FILE",
     .commands = "backfill|verify|repair",
     .help = "The chain of the era files: mainnet, sepolia, hoodi, gnosis, a config.yaml or a "
             "spec.json; none: such a file in their folder, else what they are named after."},
    {.key = "indexer.beacon",
     .flag = "--beacon",
     .value = "URL[,URL]",
     .commands = "follow|export|repair",
     .help = "The beacon node to follow or read, and others to turn to when it fails."},
    {.key = "indexer.from",
     .flag = "--from",
     .kind = OptionKind::choice,
     .value = "genesis|finalized",
     .fallback = "finalized",
     .commands = "follow",
     .help = "The state to start from when the database is empty."},
    {.key = "indexer.to-slot",
     .flag = "--to-slot",
     .kind = OptionKind::count,
     .value = "SLOT",
     .commands = "backfill|verify|follow",
     .help = "The slot to stop at; none: the end of the recording, or never."},
    {.key = "indexer.track",
     .flag = "--track",
     .value = "all|FILE",
     .commands = "backfill|follow",
     .help = "The validators to keep full rows of, FILE with an index a line; none: all of a chain "
             "with fewer than 100,000 active ones, else those that the database names."},
    {.key = "indexer.signatures",
     .flag = "--signatures",
     .kind = OptionKind::choice,
     .value = "check|trust",
     .fallback = "check",
     .commands = "follow",
     .help = "Check every signature of every block, so that a node cannot make up a chain."},
    {.flag = "--signatures",
     .kind = OptionKind::choice,
     .value = "check|trust",
     .fallback = "trust",
     .commands = "backfill|verify|repair",
     .help = "Check every signature of every block; the state roots are always compared."},
    {.key = "indexer.checkpoint",
     .flag = "--checkpoint",
     .value = "SLOT|ROOT|URL",
     .commands = "follow",
     .help = "The final state to start from when the database is empty: a slot, a root, or another "
             "node's URL. Its age and its root at a second node are checked."},
    {.flag = "--allow-old-checkpoint",
     .kind = OptionKind::toggle,
     .commands = "follow",
     .help = "Take a checkpoint that is older than its weak-subjectivity period."},
    {.key = "indexer.state-dir",
     .flag = "--state-dir",
     .value = "DIR|off",
     .commands = "follow",
     .help =
         "Where states are kept to go on from after a restart or a reorganisation; none: beside "
         "an embedded database, DIR-states, else ./apsis-states."},
    {.flag = "--until-final",
     .kind = OptionKind::toggle,
     .commands = "follow",
     .help = "Replay and store nothing before it is final."},
    {.key = "indexer.prove",
     .flag = "--prove",
     .kind = OptionKind::choice,
     .value = "block|epoch|era",
     .fallback = "epoch",
     .commands = "backfill|verify|follow|repair",
     .help =
         "The blocks whose state roots are compared: every one, the first of each epoch, or the "
         "first after each SLOTS_PER_HISTORICAL_ROOT slots. No row is written before its proof."},
    {.key = "indexer.metrics",
     .flag = "--metrics",
     .value = "ADDRESS:PORT|off",
     .fallback = "127.0.0.1:9464",
     .commands = "follow",
     .help = "Where follow serves /metrics, /healthz and /readyz."},
    {.flag = "--metrics",
     .value = "ADDRESS:PORT|off",
     .fallback = "off",
     .commands = "backfill|verify",
     .help = "Where to serve /metrics, /healthz and /readyz."},
    {.flag = "--json",
     .kind = OptionKind::toggle,
     .commands = "status|gaps",
     .help = "Print JSON."},
    {.flag = "--checksums",
     .kind = OptionKind::toggle,
     .commands = "status",
     .help = "Print a line a table: name, rows, and a checksum of them."},
    {.flag = "ARGUMENT",
     .kind = OptionKind::words,
     .commands = "psql",
     .help = "Arguments of psql."},
    {.flag = "--csv",
     .kind = OptionKind::toggle,
     .commands = "rewards",
     .help = "Print CSV with a header line."},
    {.flag = "--from",
     .kind = OptionKind::count,
     .value = "EPOCH",
     .commands = "rewards|backfill|verify|export|repair|gaps",
     .help = "The first epoch; none: the first that there is. export: the eras that hold it."},
    {.flag = "--to",
     .kind = OptionKind::count,
     .value = "EPOCH",
     .commands = "rewards|backfill|verify|export|repair|gaps",
     .help = "The last epoch; none: the last that there is."},
    {.flag = "--validator",
     .kind = OptionKind::count,
     .value = "INDEX",
     .commands = "rewards",
     .help = "One validator alone."},
}};

constexpr std::array<std::string_view, 1> other_sections = {"oracle"};

constexpr ProgramSpec program = {
    .name = "apsis-indexer",
    .help =
        "Replays Ethereum's beacon chain, proves every epoch by the state root, and stores "
        "what each validator earned.\nExit status: 0 done, 1 the data is wrong, 2 the call is "
        "wrong, 3 something outside failed and a later try may work.",
    .commands = commands,
    .options = options,
    .other_sections = other_sections};

}  // namespace

const ProgramSpec& indexer_program() {
  return program;
}

}  // namespace apsis
