// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "core/error.hpp"
#include "oracle/tree_verify_command.hpp"

namespace {

/// What the command line asks for.
struct Call {
  std::vector<std::filesystem::path> places;
  std::filesystem::path file;
  std::string address;
};

int run(int argc, char** argv) {
  CLI::App app{"Apsis oracle: Rocket Pool rewards trees from proven consensus rewards."};
  app.name("apsis-oracle");
  app.set_version_flag("--version", "apsis-oracle " APSIS_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Exit status: 0 done, 1 the data is wrong, 2 the call is wrong, 3 something outside failed.");
  Call call;

  CLI::App* tree = app.add_subcommand("tree", "rewards trees");
  tree->require_subcommand(1);
  CLI::App* verify = tree->add_subcommand(
      "verify", "recompute root, proofs and totals of published rewards files (versions 1 to 4)");
  verify->add_option("place", call.places, "rewards files, and folders with them")->required();
  CLI::App* proof = tree->add_subcommand("proof", "print the claim of one node");
  proof->add_option("file", call.file, "rewards file")->required();
  proof->add_option("address", call.address, "node address")->required();

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& wrong) {
    const int status = app.exit(wrong);
    return status == 0 ? 0 : apsis::exit_status(apsis::ErrorKind::usage);
  }
  if (verify->parsed()) return apsis::run_tree_verify(call.places);
  return apsis::run_tree_proof(call.file, call.address);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& thrown) {
    std::cerr << "apsis-oracle: " << thrown.what() << "\n";
    return apsis::exit_status(apsis::ErrorKind::unavailable);
  }
}
