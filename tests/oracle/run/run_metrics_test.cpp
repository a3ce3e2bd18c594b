// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/run_metrics.hpp"

#include <doctest/doctest.h>

#include "core/ether.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using apsis::test::contains;

TEST_CASE("what the duties know is shown as metrics, and a scrape asks nobody") {
  Metrics metrics("test");
  RunMetrics run(metrics);
  Moment moment;
  moment.book.protocol_version = "1.4";
  moment.state.block.number = 12;
  moment.state.total_eth = one_eth * 11u;
  moment.state.reth_supply = one_eth * 10u;
  moment.voter = VoterState{true, true};
  run.set_moment(moment);
  run.set_l2({{"base", true}, {"scroll", false}});
  DutyView view;
  view.report.state = DutyState::diverged;
  view.report.votes_needed = 6;
  view.failures = 3;
  run.set_duty("balances", view);
  run.set_duty("balances", view);
  BalanceTerms terms;
  terms.minipools = int256(one_eth) * 3;
  run.set_terms(terms);
  run.set_queue({2, true, 900, one_eth * 2u, one_eth}, 1'000);
  TakerCounts counts;
  counts.taken = 4;
  counts.archived = 1;
  counts.last = {.sub_calls = 183'515, .requests = 190, .answer_bytes = 9, .milliseconds = 2'500};
  run.set_snapshots(counts);
  run.set_participation({{"alice 0x01", "price", 0.5}});
  const ExecutionNodes nodes(*parse_nodes("http://127.0.0.1:1"), 1);
  run.set_nodes(nodes);
  const std::string text = metrics.text();
  for (const char* line : {"apsis_oracle_head_block 12",
                           "apsis_oracle_reth_rate 1.1",
                           "apsis_oracle_protocol_known 1",
                           "apsis_oracle_challenged 1",
                           "apsis_oracle_is_member 1",
                           R"(apsis_oracle_duty_state{duty="balances",state="diverged"} 1)",
                           R"(apsis_oracle_duty_state{duty="balances",state="voted"} 0)",
                           R"(apsis_oracle_duty_diverged{duty="balances"} 1)",
                           R"(apsis_oracle_duty_votes_needed{duty="balances"} 6)",
                           R"(apsis_oracle_balance_term_eth{term="minipools"} 3)",
                           "apsis_oracle_transaction_pending_seconds 100",
                           "apsis_oracle_wallet_eth 2",
                           "apsis_oracle_armed 1",
                           R"(kind="price",member="alice 0x01"} 0.5)",
                           R"(apsis_oracle_l2_stale{messenger="base"} 1)",
                           "apsis_oracle_l2_spent_day_eth 0",
                           "apsis_oracle_node_disagreements_total 0",
                           "# TYPE apsis_oracle_node_calls_total counter",
                           "# TYPE apsis_oracle_duty_voted gauge",
                           R"(apsis_oracle_duty_failures_total{duty="balances"} 3)",
                           R"(apsis_oracle_snapshots_total{result="taken"} 4)",
                           "apsis_oracle_snapshot_archive_total 1",
                           "apsis_oracle_snapshot_sub_calls 183515",
                           "apsis_oracle_snapshot_seconds 2.5",
                           R"(apsis_oracle_duty_state{duty="balances",state="missed"} 0)"})
    CHECK_MESSAGE(contains(text, line), line);
}
