-- Chain, epochs, blocks and everything that a canonical block or an epoch's transition did.
-- Units and meanings: DICTIONARY.md. NULL stands for the specs' FAR_FUTURE_EPOCH.

CREATE TABLE chain (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  config_name text NOT NULL,
  preset text NOT NULL,
  genesis_validators_root bytea NOT NULL,
  genesis_time bigint NOT NULL,
  slots_per_epoch bigint NOT NULL,
  slot_duration_ms bigint NOT NULL,
  anchor_slot bigint NOT NULL,
  anchor_root bytea NOT NULL
);

CREATE TABLE forks (
  name text PRIMARY KEY,
  version bytea NOT NULL,
  epoch bigint
);

CREATE TABLE cursor (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  last_epoch bigint NOT NULL,
  proof_slot bigint NOT NULL,
  proof_state_root bytea NOT NULL
);

CREATE TABLE epochs (
  epoch bigint PRIMARY KEY,
  validator_count integer NOT NULL,
  active_validators bigint NOT NULL,
  active_balance_gwei bigint NOT NULL,
  source_balance_gwei bigint NOT NULL,
  target_balance_gwei bigint NOT NULL,
  head_balance_gwei bigint NOT NULL,
  inactivity_leak boolean NOT NULL,
  canonical_blocks integer NOT NULL,
  orphaned_blocks integer NOT NULL,
  missed_slots integer NOT NULL,
  proof_mode text NOT NULL CHECK (proof_mode IN ('block', 'epoch', 'era')),
  proof_slot bigint NOT NULL,
  proof_state_root bytea NOT NULL,
  proof_block_root bytea NOT NULL,
  balance_start_gwei bigint NOT NULL,
  balance_end_gwei bigint NOT NULL,
  source_gwei bigint NOT NULL,
  target_gwei bigint NOT NULL,
  head_gwei bigint NOT NULL,
  inactivity_gwei bigint NOT NULL,
  sync_gwei bigint NOT NULL,
  proposer_attestations_gwei bigint NOT NULL,
  proposer_sync_gwei bigint NOT NULL,
  proposer_slashings_gwei bigint NOT NULL,
  slashing_gwei bigint NOT NULL,
  slashing_correlation_gwei bigint NOT NULL,
  deposits_gwei bigint NOT NULL,
  withdrawals_gwei bigint NOT NULL,
  consolidations_gwei bigint NOT NULL,
  moved_to_queue_gwei bigint NOT NULL,
  saturated_gwei bigint NOT NULL
);

CREATE TABLE blocks (
  slot bigint NOT NULL,
  root bytea NOT NULL,
  epoch bigint NOT NULL,
  parent_root bytea NOT NULL,
  state_root bytea NOT NULL,
  proposer integer NOT NULL,
  orphaned boolean NOT NULL,
  execution_block_number bigint NOT NULL,
  execution_block_hash bytea NOT NULL,
  execution_timestamp bigint NOT NULL,
  attestation_count integer NOT NULL,
  deposit_count integer NOT NULL,
  withdrawal_count integer NOT NULL,
  exit_count integer NOT NULL,
  slashing_count integer NOT NULL,
  graffiti bytea NOT NULL,
  PRIMARY KEY (slot, root)
);
CREATE INDEX blocks_by_epoch ON blocks (epoch);
CREATE INDEX blocks_by_execution_number ON blocks (execution_block_number);

CREATE TABLE proposals (
  slot bigint PRIMARY KEY,
  epoch bigint NOT NULL,
  proposer integer NOT NULL,
  block_root bytea,
  attestations_gwei bigint NOT NULL,
  sync_gwei bigint NOT NULL,
  slashings_gwei bigint NOT NULL
);
CREATE INDEX proposals_by_epoch ON proposals (epoch);
CREATE INDEX proposals_of_proposer ON proposals (proposer, slot);

CREATE TABLE withdrawals (
  withdrawal_index bigint PRIMARY KEY,
  epoch bigint NOT NULL,
  slot bigint NOT NULL,
  validator integer NOT NULL,
  address bytea NOT NULL,
  amount_gwei bigint NOT NULL
);
CREATE INDEX withdrawals_by_epoch ON withdrawals (epoch);
CREATE INDEX withdrawals_of_validator ON withdrawals (validator, slot);

CREATE TABLE deposits (
  epoch bigint NOT NULL,
  position integer NOT NULL,
  slot bigint NOT NULL,
  validator integer,
  pubkey bytea NOT NULL,
  withdrawal_credentials bytea NOT NULL,
  amount_gwei bigint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('eth1_bridge', 'queue', 'refused')),
  PRIMARY KEY (epoch, position)
);
CREATE INDEX deposits_of_pubkey ON deposits (pubkey);

CREATE TABLE sync_periods (
  period bigint PRIMARY KEY,
  epoch bigint NOT NULL,
  validators integer[] NOT NULL
);
CREATE INDEX sync_periods_by_epoch ON sync_periods (epoch);
