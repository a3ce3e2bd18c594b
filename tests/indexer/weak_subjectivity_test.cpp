// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/weak_subjectivity.hpp"

#include <doctest/doctest.h>

namespace apsis {

TEST_CASE("weak subjectivity: up to Deneb the table of phase0/weak-subjectivity.md") {
  struct Case {
    std::uint64_t average_eth, validators, epochs;
  };
  const Case cases[] = {{28, 32768, 504},   {28, 65536, 752},   {28, 131072, 1248},
                        {28, 262144, 2241}, {28, 524288, 2241}, {28, 1048576, 2241},
                        {32, 32768, 665},   {32, 65536, 1075},  {32, 131072, 1894},
                        {32, 262144, 3532}, {32, 524288, 3532}, {32, 1048576, 3532}};
  for (const Case& one : cases) {
    CAPTURE(one.validators);
    const ActiveSet active{one.validators, one.validators * one.average_eth * 1'000'000'000};
    CHECK(weak_subjectivity_epochs(active, ChainConfig{}, Fork::deneb, 32) == one.epochs);
  }
}

TEST_CASE("weak subjectivity: from Electra on the table of electra/weak-subjectivity.md") {
  struct Case {
    std::uint64_t balance_eth, epochs;
  };
  const Case cases[] = {{1'048'576, 665},   {2'097'152, 1'075},  {4'194'304, 1'894},
                        {8'388'608, 3'532}, {16'777'216, 3'532}, {33'554'432, 3'532}};
  for (const Case& one : cases) {
    CAPTURE(one.balance_eth);
    const ActiveSet active{1, one.balance_eth * 1'000'000'000};
    for (const Fork fork : {Fork::electra, Fork::fulu}) {
      CHECK(weak_subjectivity_epochs(active, ChainConfig{}, fork, 32) == one.epochs);
    }
  }
}

}  // namespace apsis
