// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/program.hpp"

#include <array>

namespace apsis {
namespace {

constexpr std::array<CommandSpec, 7> commands = {{
    {.name = "tree build", .help = "Compute an interval's rewards tree and write its files"},
    {.name = "tree verify",
     .help = "Recompute root, proofs and totals of rewards files, versions 1 to 4"},
    {.name = "tree fetch",
     .help = "Take a published rewards file from a mirror, once its root is the right one"},
    {.name = "tree proof", .help = "Print the claim of one node: amounts and Merkle proof"},
    {.name = "balances compute",
     .help = "Compute what rETH is worth at a snapshot, term by term, and what to submit"},
    {.name = "balances explain",
     .help = "Unfold the total, or one minipool, megapool or node, for people"},
    {.name = "balances diff", .help = "Compare two reports of balances field by field"},
}};

constexpr std::array<OptionSpec, 22> options = {{
    {.key = "db",
     .flag = "--db",
     .value = "embedded:DIR|URL",
     .fallback = "embedded:./apsis-db",
     .commands = "tree build",
     .help = "The PostgreSQL that the indexer stored duties in; not looked at with --duties."},
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
    {.key = "oracle.ruleset",
     .flag = "--ruleset",
     .kind = OptionKind::choice,
     .value = "v8|v9|v10|v11|8|9|10|11",
     .fallback = "v11",
     .commands = "tree build",
     .help = "The rules to split by."},
    {.flag = "--snapshot",
     .value = "FILE",
     .commands = "tree build|balances compute|balances explain",
     .help = "The network snapshot (oracle/state/SNAPSHOT.md)."},
    {.flag = "--report",
     .value = "FILE",
     .commands = "balances compute",
     .help = "The file to write the report to, instead of printing it."},
    {.flag = "--minipool",
     .value = "ADDRESS",
     .commands = "balances explain",
     .help = "Explain this minipool."},
    {.flag = "--megapool",
     .value = "ADDRESS",
     .commands = "balances explain",
     .help = "Explain this megapool and each of its validators."},
    {.flag = "--node",
     .value = "ADDRESS",
     .commands = "balances explain",
     .help = "Explain this node with all that it runs."},
    {.flag = "--duties",
     .value = "FILE",
     .commands = "tree build",
     .help = "A duties file (oracle/state/DUTIES.md) instead of a database."},
    {.flag = "--out",
     .value = "DIR",
     .commands = "tree build|tree fetch",
     .help = "The folder to write files to."},
    {.flag = "--root",
     .value = "0x…",
     .commands = "tree verify|tree fetch",
     .help = "The Merkle root that files must have."},
    {.key = "oracle.execution",
     .flag = "--execution",
     .value = "URL",
     .commands = "tree verify|tree fetch",
     .help = "An execution node to read the accepted roots from."},
    {.key = "oracle.rocket_storage",
     .flag = "--rocket-storage",
     .value = "ADDRESS",
     .commands = "tree verify|tree fetch",
     .help = "RocketStorage's address; known for mainnet and testnet."},
    {.key = "oracle.mirrors",
     .flag = "--from",
     .value = "URL[;URL]",
     .fallback = "https://github.com/rocket-pool/rewards-trees/raw/main/%n/%s",
     .commands = "tree fetch",
     .help = "URL templates of mirrors, tried in order; %s is the file's name, %n the network."},
    {.flag = "--network",
     .value = "NAME",
     .fallback = "mainnet",
     .commands = "tree fetch",
     .help = "The network, as files name it."},
    {.flag = "--index",
     .kind = OptionKind::count,
     .value = "N",
     .commands = "tree fetch",
     .help = "The interval."},
    {.flag = "--compressed",
     .kind = OptionKind::toggle,
     .fallback = "false",
     .commands = "tree build",
     .help = "Write a .zst copy of each file too."},
    {.flag = "--metrics",
     .value = "ADDRESS:PORT|off",
     .fallback = "off",
     .commands = "tree build",
     .help = "Where to serve /metrics, /healthz and /readyz while it works."},
    {.flag = "PLACE",
     .kind = OptionKind::operands,
     .commands = "tree verify",
     .help = "Rewards and performance files, and folders to look for them in."},
    {.flag = "FILE_ADDRESS",
     .kind = OptionKind::operands,
     .commands = "tree proof",
     .help = "A rewards file and the address of a node."},
    {.flag = "REPORTS",
     .kind = OptionKind::operands,
     .commands = "balances diff",
     .help = "Two reports that `balances compute` wrote."},
}};

constexpr std::array<std::string_view, 1> other_sections = {"indexer"};

constexpr ProgramSpec program = {
    .name = "apsis-oracle",
    .help =
        "Computes Rocket Pool rewards trees and network balances from a snapshot of its contracts "
        "and the duties that apsis-indexer proved.\nExit status: 0 done, 1 the data is wrong, 2 "
        "the call is "
        "wrong, 3 something outside failed and a later try may work.",
    .commands = commands,
    .options = options,
    .other_sections = other_sections};

}  // namespace

const ProgramSpec& oracle_program() {
  return program;
}

}  // namespace apsis
