-- Rewards trees that were computed from the duties of this database, with the terms of each amount.

CREATE TABLE tree_intervals (
  network text NOT NULL,
  interval_index bigint NOT NULL,
  ruleset integer NOT NULL,
  merkle_root bytea NOT NULL,
  consensus_start_block bigint NOT NULL,
  consensus_end_block bigint NOT NULL,
  protocol_dao_rpl numeric NOT NULL,
  collateral_rpl numeric NOT NULL,
  oracle_dao_rpl numeric NOT NULL,
  smoothing_pool_eth numeric NOT NULL,
  pool_staker_eth numeric NOT NULL,
  node_operator_eth numeric NOT NULL,
  node_weight numeric NOT NULL,
  voter_share_eth numeric NOT NULL,
  smoothing_pool_voter_share_eth numeric NOT NULL,
  pdao_share_eth numeric NOT NULL,
  PRIMARY KEY (network, interval_index, ruleset)
);

CREATE TABLE tree_nodes (
  network text NOT NULL,
  interval_index bigint NOT NULL,
  ruleset integer NOT NULL,
  node bytea NOT NULL,
  reward_network bigint NOT NULL,
  collateral_rpl numeric NOT NULL,
  oracle_dao_rpl numeric NOT NULL,
  smoothing_pool_eth numeric NOT NULL,
  voter_share_eth numeric NOT NULL,
  PRIMARY KEY (network, interval_index, ruleset, node),
  FOREIGN KEY (network, interval_index, ruleset) REFERENCES tree_intervals ON DELETE CASCADE
);

CREATE TABLE tree_terms (
  network text NOT NULL,
  interval_index bigint NOT NULL,
  ruleset integer NOT NULL,
  node bytea NOT NULL,
  step integer NOT NULL,
  subject text NOT NULL,
  term text NOT NULL,
  value numeric NOT NULL,
  formula text NOT NULL,
  PRIMARY KEY (network, interval_index, ruleset, node, step),
  FOREIGN KEY (network, interval_index, ruleset, node) REFERENCES tree_nodes ON DELETE CASCADE
);
