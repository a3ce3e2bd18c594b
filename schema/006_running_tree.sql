-- The rewards tree of an interval as far as final epochs go. One row an interval, brought up to date
-- with each epoch; amounts in wei.

CREATE TABLE running_trees (
  network text NOT NULL,
  interval_index bigint NOT NULL,
  ruleset integer NOT NULL,
  first_epoch bigint NOT NULL,
  last_epoch bigint NOT NULL,
  planned_last_epoch bigint NOT NULL,
  is_complete boolean NOT NULL,
  snapshot_sha256 bytea NOT NULL,
  merkle_root bytea NOT NULL,
  protocol_dao_rpl numeric(78) NOT NULL,
  collateral_rpl numeric(78) NOT NULL,
  oracle_dao_rpl numeric(78) NOT NULL,
  smoothing_pool_eth numeric(78) NOT NULL,
  pool_staker_eth numeric(78) NOT NULL,
  node_operator_eth numeric(78) NOT NULL,
  voter_share_eth numeric(78) NOT NULL,
  pdao_share_eth numeric(78) NOT NULL,
  rewards_file text,
  PRIMARY KEY (network, interval_index),
  CHECK (is_complete = (rewards_file IS NOT NULL))
);

CREATE TABLE running_shares (
  network text NOT NULL,
  interval_index bigint NOT NULL,
  address bytea NOT NULL,
  reward_network bigint NOT NULL,
  collateral_rpl numeric(78) NOT NULL,
  oracle_dao_rpl numeric(78) NOT NULL,
  smoothing_pool_eth numeric(78) NOT NULL,
  voter_share_eth numeric(78) NOT NULL,
  PRIMARY KEY (network, interval_index, address),
  FOREIGN KEY (network, interval_index) REFERENCES running_trees ON DELETE CASCADE
);
