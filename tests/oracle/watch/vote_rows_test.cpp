// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/watch/vote_rows.hpp"

#include <doctest/doctest.h>

#include <map>

#include "core/ether.hpp"
#include "core/hex.hpp"
#include "core/pg/database.hpp"
#include "schema/schema.hpp"
#include "tests/core/pg/test_server.hpp"
#include "tests/oracle/watch/recorded_votes.hpp"

using namespace apsis;
using apsis::test::recorded_votes;
using apsis::test::RecordedVotes;

namespace {

Database open_test_database() {
  auto database = open_database(new_test_database(), schema_migrations(), true);
  REQUIRE(database);
  return std::move(*database);
}

pqxx::result query(Database& database, const std::string& sql) {
  pqxx::nontransaction work(database.connection.sql());
  return work.exec(sql);
}

OracleMembership membership_of(const std::vector<Bytes20>& members, std::uint64_t time) {
  OracleMembership out{{}, one_eth * 51u / 100u, time};
  for (std::size_t i = 0; i < members.size(); ++i)
    out.members.push_back({members[i], "member " + std::to_string(i + 1), 1});
  return out;
}

OwnVote own_747() {
  return {VoteKind::balances,
          747,
          1'792'792'596,
          {{"slotTimestamp", "1792792596"},
           {"totalEth", "954542491764228031892"},
           {"stakingEth", "448923716257340000000"},
           {"rethSupply", "929780292922378437357"}},
          {{"node_credit", int256("30500000000000000000")}, {"deposit_pool", int256(-5)}}};
}

/// The recorded votes up to a block in a new database, with ours for block 747.
void store_recording(Database& database, const RecordedVotes& recorded, std::uint64_t last_block) {
  std::vector<VoteEvent> votes;
  for (const VoteEvent& vote : recorded.votes)
    if (vote.log.block <= last_block) votes.push_back(vote);
  REQUIRE(store_membership(database.connection, membership_of(recorded.members, 2'000'000'000)));
  REQUIRE(store_votes(database.connection, 0, {700, last_block}, votes));
  REQUIRE(store_own_vote(database.connection, own_747()));
}

std::string states(Database& database, const std::string& kind, int subject) {
  return query(database,
               "SELECT string_agg(state, ' ' ORDER BY name) FROM vote_states WHERE kind = '" +
                   kind + "' AND subject = " + std::to_string(subject))[0][0]
      .c_str();
}

}  // namespace

TEST_CASE("the views tell of every recorded subject what compare_votes tells") {
  const auto recorded = recorded_votes();
  if (!recorded) return;
  Database database = open_test_database();
  for (const std::uint64_t last_block : {851u, 900u}) {
    store_recording(database, *recorded, last_block);
    std::size_t compared = 0;
    for (const auto& row : query(database, "SELECT * FROM vote_rounds")) {
      const std::string kind_text = row["kind"].c_str();
      const VoteKind kind = kind_text == "balances" ? VoteKind::balances
                            : kind_text == "price"  ? VoteKind::price
                                                    : VoteKind::rewards;
      const auto subject = row["subject"].as<std::uint64_t>();
      CAPTURE(kind_text);
      CAPTURE(subject);
      VoteRound round{kind, subject, std::nullopt, recorded->members, one_eth * 51u / 100u, {}};
      auto events = load_votes(database.connection, kind, subject);
      REQUIRE(events);
      round.events = std::move(*events);
      const auto own = load_own_vote(database.connection, kind, subject);
      REQUIRE(own);
      if (*own) round.ours = (*own)->values;
      const RoundState state = compare_votes(round);
      std::string words;
      for (const MemberState& one : state.members)
        words += (words.empty() ? "" : " ") + std::string(vote_state_name(one.state));
      CHECK(states(database, kind_text, static_cast<int>(subject)) == words);
      CHECK(row["votes_needed"].as<std::uint64_t>() == state.votes_needed);
      CHECK(row["votes_for_ours"].as<std::uint64_t>() == state.votes_for_ours);
      CHECK(row["leading_votes"].as<std::uint64_t>() == state.leading_votes);
      CHECK(row["votes_missing"].as<std::uint64_t>() == state.votes_missing());
      CHECK(row["is_accepted"].as<bool>() == (state.accepted != nullptr));
      CHECK(row["is_diverged"].as<bool>() == state.is_diverged);
      ++compared;
    }
    CHECK(compared == (last_block == 851 ? 13 : 14));
  }
  CHECK(states(database, "balances", 747) == "same different same same absent");
}

TEST_CASE("votes have columns of their own, and members their participation") {
  const auto recorded = recorded_votes();
  if (!recorded) return;
  Database database = open_test_database();
  store_recording(database, *recorded, 900);
  CHECK(query(database,
              "SELECT total_eth FROM balances_votes WHERE block = 747 AND vote_block = 851")[0][0]
            .as<std::string>() == "954542491764228031899");
  CHECK(query(database, "SELECT count(*) FROM price_votes WHERE is_accepted")[0][0].as<int>() == 6);
  CHECK(query(database, "SELECT count(DISTINCT merkle_root) FROM rewards_votes")[0][0].as<int>() ==
        2);
  const auto row = query(
      database, "SELECT * FROM member_participation WHERE name = 'member 5' AND kind = 'price'")[0];
  CHECK(row["rounds"].as<int>() == 6);
  CHECK(row["different"].as<int>() + row["same"].as<int>() + row["late"].as<int>() +
            row["absent"].as<int>() ==
        6);
  CHECK(row["different"].as<int>() == 1);
}

TEST_CASE("votes that a reorganisation took back are gone, and the cursor moves") {
  const auto recorded = recorded_votes();
  if (!recorded) return;
  Database database = open_test_database();
  CHECK_FALSE(watched_blocks(database.connection)->has_value());
  store_recording(database, *recorded, 900);
  const auto before = query(database, "SELECT count(*) FROM votes")[0][0].as<int>();
  REQUIRE(store_votes(database.connection, 850, {849, 870}, {}));
  CHECK(query(database, "SELECT count(*) FROM votes")[0][0].as<int>() == before - 8);
  const auto blocks = watched_blocks(database.connection);
  REQUIRE(blocks->has_value());
  CHECK((*blocks)->final_block == 849);
  CHECK((*blocks)->head_block == 870);
}

TEST_CASE("what was computed is stored with its terms, and replaced") {
  Database database = open_test_database();
  CHECK_FALSE(load_own_vote(database.connection, VoteKind::balances, 747)->has_value());
  REQUIRE(store_own_vote(database.connection, own_747()));
  OwnVote later = own_747();
  later.subject = 800;
  later.terms.erase("node_credit");
  REQUIRE(store_own_vote(database.connection, later));
  REQUIRE(store_own_vote(database.connection, later));
  const auto before = load_own_vote_before(database.connection, VoteKind::balances, 800);
  REQUIRE(before->has_value());
  CHECK((*before)->subject == 747);
  CHECK((*before)->values == own_747().values);
  CHECK((*before)->terms == own_747().terms);
  CHECK_FALSE(load_own_vote_before(database.connection, VoteKind::price, 800)->has_value());
}

TEST_CASE("a member who is no longer listed has left, and can come back") {
  Database database = open_test_database();
  const Bytes20 one = {1}, two = {2};
  REQUIRE(store_membership(database.connection, membership_of({one, two}, 100)));
  REQUIRE(store_membership(database.connection, membership_of({two}, 200)));
  const auto left = [&] {
    return query(database, "SELECT count(*) FROM oracle_members WHERE left_time = 200")[0][0]
        .as<int>();
  };
  CHECK(left() == 1);
  REQUIRE(store_membership(database.connection, membership_of({two}, 300)));
  CHECK(left() == 1);
  REQUIRE(store_membership(database.connection, membership_of({one, two}, 400)));
  CHECK(left() == 0);
}

TEST_CASE("reasons of a difference are replaced") {
  Database database = open_test_database();
  const Bytes20 member = {7};
  const std::vector<DifferenceReason> reasons = {{"minipools", "0xa1", "+7", "a 'quoted' text"},
                                                 {"rate", "", "", "another"}};
  REQUIRE(store_reasons(database.connection, VoteKind::balances, 747, member, reasons));
  REQUIRE(store_reasons(database.connection, VoteKind::balances, 747, member,
                        std::span(reasons).first(1)));
  const auto rows = query(database, "SELECT term, item, change, reason FROM vote_differences");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0][3].as<std::string>() == "a 'quoted' text");
}

TEST_CASE("a lost database is an error of each function") {
  Database database = open_test_database();
  query(database, "DROP TABLE watch_state CASCADE");
  query(database, "DROP TABLE own_votes CASCADE");
  query(database, "DROP TABLE vote_differences");
  query(database, "DROP TABLE votes CASCADE");
  Connection& connection = database.connection;
  CHECK(watched_blocks(connection).error().kind == ErrorKind::unavailable);
  CHECK(store_votes(connection, 0, {}, {}).error().kind == ErrorKind::unavailable);
  CHECK(store_membership(connection, {}).error().kind == ErrorKind::unavailable);
  CHECK(store_own_vote(connection, own_747()).error().kind == ErrorKind::unavailable);
  CHECK(load_own_vote(connection, VoteKind::price, 1).error().kind == ErrorKind::unavailable);
  CHECK(load_own_vote_before(connection, VoteKind::price, 1).error().kind ==
        ErrorKind::unavailable);
  CHECK(load_votes(connection, VoteKind::price, 1).error().kind == ErrorKind::unavailable);
  CHECK(store_reasons(connection, VoteKind::price, 1, {}, {}).error().kind ==
        ErrorKind::unavailable);
}
