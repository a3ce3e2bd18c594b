// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/hex.hpp"
#include "oracle/explain/explain_parts.hpp"
#include "oracle/interval/vote_score.hpp"
#include "oracle/interval/wei_math.hpp"

namespace apsis {

namespace {

/// Adds terms of one subject.
class Writer {
 public:
  Writer(std::vector<Term>& terms, std::string subject)
      : terms_(terms), subject_(std::move(subject)) {}

  void add(const char* name, const int256& value, const char* formula) {
    terms_.push_back({subject_, name, value, formula});
  }
  void add(const char* name, const uint256& value, const char* formula) {
    add(name, int256(value), formula);
  }
  void add(const char* name, std::uint64_t value, const char* formula) {
    add(name, int256(value), formula);
  }

 private:
  std::vector<Term>& terms_;
  std::string subject_;
};

uint256 node_share_of(const ExplainContext& context) {
  const PoolScores& scores = context.result.scores;
  if (scores.total == 0 || scores.successes == 0) return 0;
  return context.snapshot.smoothing_pool_balance * scores.total / scores.successes / one_eth;
}

void explain_common(const ExplainContext& context, const PoolNode& node, Writer& out) {
  const PoolScores& scores = context.result.scores;
  out.add("smoothing_pool", context.snapshot.smoothing_pool_balance, "snapshot");
  out.add("total_score", scores.total, "sum of all scores");
  out.add("total_votes", scores.successes, "votes that count, of all validators");
  out.add("nodes_share", node_share_of(context),
          "smoothing_pool * total_score / total_votes / 10^18");
  out.add("eligible", std::uint64_t{node.eligible},
          "1 with a staking minipool or a megapool's validator and fewer than 3 penalties each");
  out.add("in_smoothing_pool", std::uint64_t{node.node->in_smoothing_pool}, "snapshot");
  out.add("smoothing_pool_change_time", node.node->smoothing_pool_change_time,
          "last opt-in or opt-out");
  out.add("rpl_percent", node.rpl_percent,
          "legacy RPL at the price, in percent of what the minipools borrow");
}

/// One fee regime: what a vote scored under it, and how many there were.
void explain_regime(const ExplainContext& context, const PoolNode& node, BondAndFee terms,
                    std::uint64_t votes, bool before, Writer& out) {
  out.add(before ? "bond_before_reduction" : "bond", terms.bond, "snapshot");
  out.add(before ? "fee_before_reduction" : "fee", terms.fee, "snapshot");
  if (context.ruleset.commission_boost) {
    terms.fee = boosted_fee(terms, node.rpl_percent);
    out.add(before ? "boosted_fee_before_reduction" : "boosted_fee", terms.fee,
            "bonds below 16 ETH: at least 10 % + 4 % * min(rpl_percent, 10 %) / 10 %");
  }
  out.add(before ? "score_per_vote_before_reduction" : "score_per_vote", minipool_vote_score(terms),
          "(1 - fee) * bond / 32 ETH + fee");
  out.add(before ? "votes_before_reduction" : "votes", votes, "votes that count");
}

void explain_bonus(const PoolMinipool& minipool, Writer& out) {
  if (!minipool.bonus) return;
  out.add("effective_commission", minipool.effective_commission.value_or(0),
          "boosted fee at the end");
  out.add("consensus_income", minipool.consensus_income.value_or(0),
          "withdrawals while in the pool, less 32 ETH each once withdrawable");
  out.add("bonus_share",
          uint256(minus_or_zero(minipool.effective_commission.value_or(0),
                                minipool.minipool->node_fee) *
                  minus_or_zero(validator_eth, minipool.minipool->bond) / validator_eth),
          "(effective_commission - fee) * (32 ETH - bond) / 32 ETH");
  out.add("bonus_eth", *minipool.bonus,
          "consensus_income * bonus_share / 10^18, scaled to what the pool has left");
}

uint256 explain_minipool(const ExplainContext& context, const PoolNode& node,
                         const PoolMinipool& minipool, std::vector<Term>& terms) {
  Writer out(terms, "minipool " + to_hex(minipool.minipool->address));
  const std::uint64_t before = minipool.successes_before_reduction;
  if (before > 0)
    explain_regime(context, node, bond_and_fee_at(*minipool.minipool, 0), before, true, out);
  explain_regime(context, node, {minipool.minipool->bond, minipool.minipool->node_fee},
                 minipool.tally.successes - before, false, out);
  out.add("missed", minipool.tally.missed_slots.size(), "duties without a vote that counts");
  out.add("score", minipool.score, "score_per_vote * votes, of each fee regime");
  out.add("was_active", std::uint64_t{minipool.was_active}, "0: its share is given to nobody");
  const uint256& total = context.result.scores.total;
  uint256 earned;
  if (minipool.was_active && node.eligible && total > 0)
    earned = node_share_of(context) * minipool.score / total;
  out.add("eth_earned", earned, "nodes_share * score / total_score");
  explain_bonus(minipool, out);
  return earned;
}

uint256 explain_validator(const ExplainContext& context, const PoolMegapool& megapool,
                          const PoolMegapoolValidator& validator, std::vector<Term>& terms) {
  Writer out(terms, "validator " + to_hex(validator.record->pubkey));
  const MegapoolVoteScore vote =
      megapool_vote_score(*megapool.megapool, *context.snapshot.megapool_shares);
  out.add("score_per_vote", vote.node, "bond / 32 ETH + nodes' share * (1 - bond / 32 ETH)");
  out.add("votes", validator.tally.successes, "votes that count");
  out.add("missed", validator.tally.missed_slots.size(), "duties without a vote that counts");
  out.add("score", validator.score, "score_per_vote * votes");
  const uint256& total = context.result.scores.total;
  uint256 earned;
  if (total > 0) earned = node_share_of(context) * validator.score / total;
  out.add("eth_earned", earned, "nodes_share * score / total_score");
  return earned;
}

uint256 explain_voter_share(const ExplainContext& context, const PoolNode& node, Writer& out) {
  if (!context.ruleset.megapools) return 0;
  const uint256 pot = context.result.scores.voter > 0
                          ? uint256(context.result.totals.smoothing_pool_voter_share_eth +
                                    *context.snapshot.pending_voter_share)
                          : uint256(0);
  out.add("voter_pot", pot, "pool's part by voters' scores + voters' ETH from megapools");
  out.add("vote_rpl", node.vote_rpl, "megapool RPL, at most 150 % of the megapool's bond");
  out.add("total_vote_rpl", context.total_vote_rpl, "sum over all nodes");
  uint256 share;
  if (node.vote_rpl > 0) share = node.vote_rpl * pot / context.total_vote_rpl;
  out.add("voter_share_eth", share, "voter_pot * vote_rpl / total_vote_rpl");
  return share;
}

}  // namespace

NodeAmounts explain_pool(const ExplainContext& context, const PoolNode& node,
                         std::vector<Term>& terms) {
  Writer out(terms, "node");
  explain_common(context, node, out);
  NodeAmounts amounts;
  for (const PoolMinipool& minipool : node.minipools)
    amounts.smoothing_pool_eth += explain_minipool(context, node, minipool, terms);
  if (node.megapool && context.snapshot.megapool_shares) {
    const Megapool& megapool = *node.megapool->megapool;
    if (megapool.has_details && megapool.active_validators > 0)
      out.add("megapool_bond", uint256(megapool.node_bond / megapool.active_validators),
              "node's bond / active validators of the megapool");
    for (const PoolMegapoolValidator& validator : node.megapool->validators)
      amounts.smoothing_pool_eth += explain_validator(context, *node.megapool, validator, terms);
  }
  if (context.result.bonus_scalar)
    out.add("bonus_scalar", *context.result.bonus_scalar, "10^18: bonuses are paid in full");
  out.add("bonus_eth", node.bonus_eth, "sum of the minipools' bonuses, scaled once");
  amounts.smoothing_pool_eth += node.bonus_eth;
  if (!node.eligible) amounts.smoothing_pool_eth = 0;
  out.add("smoothing_pool_eth", amounts.smoothing_pool_eth, "sum of eth_earned + bonus_eth");
  amounts.voter_share_eth = explain_voter_share(context, node, out);
  return amounts;
}

}  // namespace apsis
