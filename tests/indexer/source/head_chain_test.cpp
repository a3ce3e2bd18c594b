// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/head_chain.hpp"

#include <doctest/doctest.h>

#include "tests/indexer/source/head_spar.hpp"

namespace apsis {
namespace {

using namespace std::chrono_literals;

}  // namespace

TEST_CASE("head chain: shows the head, what is final, and the blocks of both parts") {
  HeadSpar spar;
  spar.server->set_head(Slot(42));
  auto chain = spar.open();
  const ChainView view = spar.look(*chain);
  CHECK(view.head_slot == Slot(42));
  CHECK(view.head_root == spar.files.roots[42]);
  CHECK(view.finalized_slot == Slot(24));
  CHECK(view.finalized_root == spar.files.roots[24]);
  CHECK(!view.common_slot);
  spar.expect_recorded(*chain, 1, 42);
  const auto late = chain->block_at(Slot(43));
  REQUIRE(!late);
  CHECK(late.error().kind == ErrorKind::invalid);
  CHECK(*chain->last_slot() == Slot(24));
  CHECK(chain->orphans_between(Slot(0), Slot(60))->empty());
}

TEST_CASE("head chain: waits for news no longer than told, and ends its wait on a stop") {
  HeadSpar spar;
  spar.server->set_head(Slot(20));
  auto chain = spar.open();
  spar.look(*chain);
  const auto begin = std::chrono::steady_clock::now();
  CHECK(chain->look({}, 50ms)->head_slot == Slot(20));
  CHECK(std::chrono::steady_clock::now() - begin >= 50ms);
  std::stop_source stop;
  stop.request_stop();
  CHECK(chain->look(stop.get_token(), 60s)->head_slot == Slot(20));
  CHECK(std::chrono::steady_clock::now() - begin < 10s);
}

TEST_CASE("head chain: a reorg names the last common slot and gives the other branch") {
  HeadSpar spar;
  spar.server->set_head(Slot(41));
  spar.show(40, {41, 42, 44}, 1);
  auto chain = spar.open();
  CHECK(spar.look(*chain).head_slot == Slot(44));
  spar.take(*chain, 1, 44);
  spar.server->set_head(Slot(45));
  const ChainView view = spar.look(*chain);
  CHECK(view.common_slot == Slot(40));
  CHECK(view.head_slot == Slot(45));
  spar.expect_recorded(*chain, 41, 45);
  const auto orphans = chain->orphans_between(Slot(41), Slot(44));
  REQUIRE(orphans.has_value());
  REQUIRE(orphans->size() == 3);
  CHECK(orphans->front().bytes == spar.files.branch(40, {41}, 1).front().bytes);
  CHECK(!spar.look_again(*chain).common_slot);
}

TEST_CASE("head chain: an empty slot that gets a block later is handed out again") {
  HeadSpar spar;
  spar.show(38, {40}, 1);
  auto chain = spar.open();
  spar.look(*chain);
  spar.take(*chain, 1, 40);
  spar.server->set_head(Slot(40));
  CHECK(spar.look(*chain).common_slot == Slot(38));
  spar.expect_recorded(*chain, 39, 40);
}

TEST_CASE("head chain: a head that goes back undoes the blocks behind it, and may come again") {
  HeadSpar spar;
  spar.server->set_head(Slot(44));
  auto chain = spar.open();
  spar.look(*chain);
  spar.take(*chain, 1, 44);
  spar.server->show_branch(Slot(41), {});
  const ChainView back = spar.look(*chain);
  CHECK(back.head_slot == Slot(41));
  CHECK(back.common_slot == Slot(41));
  CHECK(chain->orphans_between(Slot(40), Slot(44))->size() == 3);
  spar.server->set_head(Slot(46));
  const ChainView again = spar.look(*chain);
  CHECK(again.head_slot == Slot(46));
  CHECK(!again.common_slot);
  spar.expect_recorded(*chain, 42, 46);
  CHECK(chain->orphans_between(Slot(40), Slot(46))->empty());
}

TEST_CASE("head chain: finality moves on over a gap in which nothing was looked at") {
  HeadSpar spar;
  spar.server->set_head(Slot(26));
  auto chain = spar.open();
  spar.look(*chain);
  spar.take(*chain, 1, 26);
  SUBCASE("the blocks handed out still hold") {
    spar.server->set_head(Slot(60));
    const ChainView view = spar.look(*chain);
    CHECK(!view.common_slot);
    CHECK(view.finalized_slot == Slot(40));
  }
  SUBCASE("they were left") {
    spar.show(22, {23, 27}, 3);
    CHECK(spar.look(*chain).common_slot == Slot(22));
    spar.take(*chain, 23, 27);
    spar.server->set_head(Slot(60));
    CHECK(spar.look(*chain).common_slot == Slot(22));
  }
  spar.expect_recorded(*chain, 23, 60);
  CHECK(chain->orphans_between(Slot(24), Slot(60))->size() <= 1);
}

TEST_CASE("head chain: a reorg goes down to what is final, and no further") {
  HeadSpar spar;
  spar.server->set_head(Slot(44));
  auto chain = spar.open();
  CHECK(spar.look(*chain).finalized_slot == Slot(24));
  spar.take(*chain, 1, 44);
  spar.show(24, {25, 45}, 1);
  CHECK(spar.look(*chain).common_slot == Slot(24));
  spar.take(*chain, 25, 45);
  spar.show(22, {23, 46}, 2);
  const auto view = chain->look({}, 5s);
  REQUIRE(!view);
  CHECK(view.error().kind == ErrorKind::mismatch);
  CHECK(view.error().text().find(to_hex(spar.files.roots[24])) != std::string::npos);
}

TEST_CASE("head chain: a finalized root that is not the chain's is an error with both roots") {
  HeadSpar spar;
  spar.server->set_head(Slot(44));
  SUBCASE("from the start") {
    spar.fault("wrong-root@finality");
    const auto view = spar.open()->look({}, 5s);
    REQUIRE(!view);
    CHECK(view.error().kind == ErrorKind::mismatch);
  }
  SUBCASE("later") {
    auto chain = spar.open();
    spar.look(*chain);
    spar.fault("wrong-root@finality");
    spar.server->set_head(Slot(45));
    const auto view = chain->look({}, 5s);
    REQUIRE(!view);
    CHECK(view.error().kind == ErrorKind::mismatch);
    CHECK(view.error().text().find(to_hex(spar.files.roots[24])) != std::string::npos);
  }
}

TEST_CASE("head chain: failures that pass leave no trace, lasting ones end the patience") {
  HeadSpar spar;
  spar.server->set_head(Slot(44));
  for (const char* text : {"503x3@header", "cutx1@44", "500x3@finality", "dropx1@30"}) {
    spar.fault(text);
  }
  auto chain = spar.open();
  CHECK(spar.look(*chain).head_slot == Slot(44));
  spar.expect_recorded(*chain, 1, 44);
  spar.fault("503@header");
  spar.server->set_head(Slot(45));
  for (int i = 0; i < 200; ++i) {
    const auto view = chain->look({}, 50ms);
    if (view) continue;
    CHECK(view.error().kind == ErrorKind::unavailable);
    return;
  }
  FAIL("the patience did not end");
}

TEST_CASE("head chain: a head root that is not the block's is never handed out") {
  HeadSpar spar;
  spar.server->set_head(Slot(44));
  spar.fault("wrong-rootx1@header");
  auto chain = spar.open();
  const ChainView view = spar.look(*chain);
  CHECK(view.head_root == spar.files.roots[44]);
}

TEST_CASE("head chain: a block that is doubted is fetched again") {
  HeadSpar spar;
  spar.server->set_head(Slot(44));
  // As in real chains, the root says nothing of the signature.
  spar.options.block_root = [&](const ChainSpec&) -> Expected<BlockRoot> {
    return [&](const RawBlock& block) -> Expected<Bytes32> {
      return LinkedRecording::root_of(block.slot == Slot(40) ? spar.recorded_block(40) : block);
    };
  };
  spar.fault("wrong-signaturex1@40");
  auto chain = spar.open();
  spar.look(*chain);
  const Bytes wrong = (*chain->block_at(Slot(40)))->bytes;
  CHECK(wrong != spar.recorded_block(40).bytes);
  CHECK((*chain->block_at(Slot(40)))->bytes == wrong);
  chain->doubt(Slot(40), Slot(40));
  spar.expect_recorded(*chain, 1, 44);
}

TEST_CASE("head chain: orphans of an earlier run are kept, unless they win") {
  HeadSpar spar;
  spar.server->set_head(Slot(44));
  auto chain = spar.open();
  for (RawBlock& block : spar.files.branch(20, {21}, 4)) chain->keep_orphan(std::move(block));
  chain->keep_orphan(spar.recorded_block(22));
  chain->keep_orphan(RawBlock{Slot(3), Bytes(10), ""});
  spar.look(*chain);
  CHECK(chain->orphans_between(Slot(16), Slot(24))->size() == 2);
  spar.expect_recorded(*chain, 16, 24);
  const auto orphans = chain->orphans_between(Slot(16), Slot(24));
  REQUIRE(orphans->size() == 1);
  CHECK(orphans->front().slot == Slot(21));
}

}  // namespace apsis
