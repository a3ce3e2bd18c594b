// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/store/sql_values.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

using namespace apsis;

TEST_CASE("integer arrays are read from PostgreSQL's text, anything else is refused") {
  CHECK(parse_array_text("{}", 0)->empty());
  CHECK(*parse_array_text("{1,-2,NULL}", 9) == std::vector<std::int64_t>{1, -2, 9});
  CHECK(*parse_array_text("{-9223372036854775808}", 0) ==
        std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::min()});
  for (const char* text :
       {"", "{", "1,2", "{1,}", "{1 2}", "{x}", "{{1}}", "{9223372036854775808}", "{1,,2}"}) {
    CAPTURE(text);
    CHECK(!parse_array_text(text, 0).has_value());
  }
  CHECK(array_text(std::span<const int>(std::vector<int>{3, -1})) == "{3,-1}");
}
