// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/run_metrics.hpp"

#include "core/ether.hpp"

namespace apsis {

namespace {

/// Metrics are for the eye: 53 bits are enough there.
double eth(const uint256& wei) {
  return wei.convert_to<double>() / 1e18;
}
double eth(const int256& wei) {
  return wei.convert_to<double>() / 1e18;
}

}  // namespace

RunMetrics::RunMetrics(Metrics& metrics) : metrics_(metrics) {}

prometheus::Gauge& RunMetrics::gauge(const char* name, const char* help,
                                     const prometheus::Labels& labels) {
  return metrics_.gauge(name, help, labels);
}

void RunMetrics::count(const char* name, const char* help, const prometheus::Labels& labels,
                       double so_far) {
  prometheus::Counter& counter = metrics_.counter(name, help, labels);
  // What is counted elsewhere only grows; a counter takes nothing else.
  if (so_far > counter.Value()) counter.Increment(so_far - counter.Value());
}

void RunMetrics::set_moment(const Moment& moment) {
  const VotingState& state = moment.state;
  const std::optional<VoterState>& voter = moment.voter;
  gauge("apsis_oracle_head_block", "Newest execution block")
      .Set(static_cast<double>(state.block.number));
  gauge("apsis_oracle_head_timestamp_seconds", "Its time")
      .Set(static_cast<double>(state.block.timestamp));
  gauge("apsis_oracle_finalized_epoch", "Finalized epoch")
      .Set(static_cast<double>(moment.finalized_epoch));
  const std::uint64_t head_epoch = moment.head_slot() / moment.clock.slots_per_epoch;
  gauge("apsis_oracle_finality_lag_epochs", "Epochs from the finalized one to the head")
      .Set(static_cast<double>(head_epoch) - static_cast<double>(moment.finalized_epoch));
  gauge("apsis_oracle_members", "Members of the oracle DAO")
      .Set(static_cast<double>(state.member_count));
  gauge("apsis_oracle_protocol_known", "1 while the protocol's version is one that is known")
      .Set(moment.book.votes_allowed() ? 1 : 0);
  if (state.reth_supply != 0)
    gauge("apsis_oracle_reth_rate", "Accepted ETH for one rETH")
        .Set(eth(mul_div(one_eth, state.total_eth, state.reth_supply)));
  gauge("apsis_oracle_rpl_price_eth", "Accepted ETH for one RPL").Set(eth(state.rpl_price));
  gauge("apsis_oracle_reward_index", "Rewards interval that goes on")
      .Set(static_cast<double>(state.reward_index));
  gauge("apsis_oracle_is_member", "1 if the voter is a member of the oracle DAO")
      .Set(voter && voter->is_member ? 1 : 0);
  gauge("apsis_oracle_challenged", "1 while the voter has to answer a challenge")
      .Set(voter && voter->is_challenged ? 1 : 0);
}

void RunMetrics::set_duty(const std::string& name, const DutyView& view) {
  const prometheus::Labels duty = {{"duty", name}};
  const DutyReport& report = view.report;
  for (std::size_t i = 0; i < duty_states; ++i) {
    const auto state = static_cast<DutyState>(i);
    gauge("apsis_oracle_duty_state", "1 for the state that the duty is in",
          {{"duty", name}, {"state", std::string(duty_state_name(state))}})
        .Set(state == report.state ? 1 : 0);
  }
  const auto set = [&](const char* metric, const char* help, double value) {
    gauge(metric, help, duty).Set(value);
  };
  set("apsis_oracle_duty_last_success_timestamp_seconds", "Last step without an error",
      static_cast<double>(view.last_success));
  count("apsis_oracle_duty_failures_total", "Steps that failed", duty,
        static_cast<double>(view.failures));
  set("apsis_oracle_duty_step_seconds", "Time of the last step", view.step_seconds);
  set("apsis_oracle_duty_subject", "Block or interval that is voted on",
      static_cast<double>(report.subject));
  set("apsis_oracle_duty_target_slot", "Slot of the target; 0: none",
      static_cast<double>(report.target_slot));
  set("apsis_oracle_duty_target_final_timestamp_seconds",
      "When the target was final; 0: nothing is due", static_cast<double>(report.final_time));
  set("apsis_oracle_duty_voted", "1 once our vote on the subject is on chain",
      report.has_voted ? 1 : 0);
  set("apsis_oracle_duty_votes_for_ours", "Votes for our values",
      static_cast<double>(report.votes_for_ours));
  set("apsis_oracle_duty_votes", "Members that voted on the subject",
      static_cast<double>(report.votes));
  set("apsis_oracle_duty_votes_needed", "Equal votes that are a quorum",
      static_cast<double>(report.votes_needed));
  set("apsis_oracle_duty_diverged", "1 if a quorum voted for other values than ours",
      report.state == DutyState::diverged ? 1 : 0);
}

void RunMetrics::set_terms(const BalanceTerms& terms) {
  const auto set = [&](const char* term, const int256& value) {
    gauge("apsis_oracle_balance_term_eth", "Terms of the computed total", {{"term", term}})
        .Set(eth(value));
  };
  set("deposit_pool", terms.deposit_pool);
  set("node_credit", terms.node_credit);
  set("minipools", terms.minipools);
  set("megapools", terms.megapools);
  set("distributors", terms.distributors);
  set("smoothing_pool", terms.smoothing_pool);
  set("reth_contract", terms.reth_contract);
  set("reth_supply", terms.reth_supply);
  set("total", terms.total());
}

void RunMetrics::set_l2(const std::map<std::string, bool>& stale) {
  for (const auto& [name, is_stale] : stale)
    gauge("apsis_oracle_l2_stale", "1 if the rate on another chain is stale", {{"messenger", name}})
        .Set(is_stale ? 1 : 0);
}

void RunMetrics::set_queue(const QueueView& queue, std::uint64_t now) {
  gauge("apsis_oracle_submissions_open", "Submissions under way")
      .Set(static_cast<double>(queue.open));
  gauge("apsis_oracle_armed", "1 if votes are signed and sent").Set(queue.can_send ? 1 : 0);
  const double pending = queue.oldest_pending_since && now > *queue.oldest_pending_since
                             ? static_cast<double>(now - *queue.oldest_pending_since)
                             : 0;
  gauge("apsis_oracle_transaction_pending_seconds",
        "Age of the oldest transaction that no block has; 0: none")
      .Set(pending);
  gauge("apsis_oracle_wallet_eth", "ETH of the voter").Set(eth(queue.wallet_wei));
  gauge("apsis_oracle_spent_day_eth", "ETH spent on transactions in 24 hours")
      .Set(eth(queue.spent_wei));
  gauge("apsis_oracle_l2_spent_day_eth", "Of that, on messages to other chains")
      .Set(eth(queue.l2_spent_wei));
}

void RunMetrics::set_nodes(const ExecutionNodes& nodes) {
  for (const NodeHealth& node : nodes.health()) {
    const prometheus::Labels labels = {{"node", node.name}};
    const auto set = [&](const char* metric, const char* help, double value) {
      gauge(metric, help, labels).Set(value);
    };
    set("apsis_oracle_node_usable", "1 if the execution node can be asked",
        node.state == NodeState::good || node.state == NodeState::unchecked ? 1 : 0);
    set("apsis_oracle_node_lag_blocks", "Blocks behind the best node",
        static_cast<double>(node.lag_blocks));
    const auto add = [&](const char* metric, const char* help, double so_far) {
      count(metric, help, labels, so_far);
    };
    add("apsis_oracle_node_calls_total", "Requests", static_cast<double>(node.calls));
    add("apsis_oracle_node_errors_total", "Batches that failed", static_cast<double>(node.errors));
    add("apsis_oracle_node_bytes_total", "Bytes received",
        static_cast<double>(node.bytes_received));
    add("apsis_oracle_node_seconds_total", "Seconds spent waiting for it", node.seconds);
  }
  count("apsis_oracle_node_disagreements_total", "Questions that two nodes answered differently",
        {}, static_cast<double>(nodes.disagreements()));
  count("apsis_oracle_archive_answers_total", "Batches that an archive node answered", {},
        static_cast<double>(nodes.archive_answers()));
}

void RunMetrics::set_snapshots(const TakerCounts& counts) {
  const auto add = [&](const char* result, std::uint64_t so_far) {
    count("apsis_oracle_snapshots_total", "Network snapshots by what became of them",
          {{"result", result}}, static_cast<double>(so_far));
  };
  add("taken", counts.taken);
  add("failed", counts.failed);
  add("confirmed", counts.confirmed);
  add("reorged", counts.reorged);
  add("retaken", counts.retaken);
  count("apsis_oracle_snapshot_archive_total",
        "Snapshots whose state only an archive node had: they were taken too late", {},
        static_cast<double>(counts.archived));
  const auto set = [&](const char* metric, const char* help, std::uint64_t value) {
    gauge(metric, help).Set(static_cast<double>(value));
  };
  set("apsis_oracle_snapshot_sub_calls", "Questions of the last snapshot", counts.last.sub_calls);
  set("apsis_oracle_snapshot_requests", "Its JSON-RPC batches", counts.last.requests);
  set("apsis_oracle_snapshot_bytes", "Bytes that it received", counts.last.answer_bytes);
  gauge("apsis_oracle_snapshot_seconds", "Seconds that it took")
      .Set(static_cast<double>(counts.last.milliseconds) / 1e3);
}

void RunMetrics::set_participation(const std::vector<MemberParticipation>& rows) {
  for (const MemberParticipation& row : rows)
    gauge("apsis_oracle_member_participation", "Part of the subjects that the member voted on",
          {{"member", row.member}, {"kind", row.kind}})
        .Set(row.participation);
}

}  // namespace apsis
