-- The registry over time, which validators are tracked, and what they earned. A row an epoch with
-- arrays over the tracked validators; the views of 003 hide the arrays.

CREATE TABLE validator_keys (
  validator integer PRIMARY KEY,
  pubkey bytea NOT NULL UNIQUE,
  added_epoch bigint NOT NULL
);
CREATE INDEX validator_keys_by_epoch ON validator_keys (added_epoch);

CREATE TABLE validator_states (
  validator integer NOT NULL,
  epoch bigint NOT NULL,
  withdrawal_credentials bytea NOT NULL,
  effective_balance_gwei bigint NOT NULL,
  slashed boolean NOT NULL,
  activation_eligibility_epoch bigint,
  activation_epoch bigint,
  exit_epoch bigint,
  withdrawable_epoch bigint,
  PRIMARY KEY (validator, epoch)
);
CREATE INDEX validator_states_by_epoch ON validator_states (epoch);

CREATE TABLE tracking (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  mode text NOT NULL CHECK (mode IN ('all', 'list'))
);

CREATE TABLE tracked_validators (
  validator integer UNIQUE,
  pubkey bytea UNIQUE,
  CHECK ((validator IS NULL) <> (pubkey IS NULL))
);

CREATE TABLE tracked_sets (
  set_id bigint PRIMARY KEY,
  validators integer[] NOT NULL
);

CREATE TABLE epoch_rewards (
  epoch bigint PRIMARY KEY,
  validator_count integer NOT NULL,
  set_id bigint REFERENCES tracked_sets,
  balance_start_gwei bigint[] NOT NULL,
  balance_end_gwei bigint[] NOT NULL,
  effective_balance_gwei bigint[] NOT NULL,
  source_gwei bigint[] NOT NULL,
  target_gwei bigint[] NOT NULL,
  head_gwei bigint[] NOT NULL,
  inactivity_gwei bigint[],
  sync_gwei bigint[],
  proposer_attestations_gwei bigint[],
  proposer_sync_gwei bigint[],
  proposer_slashings_gwei bigint[],
  slashing_gwei bigint[],
  slashing_correlation_gwei bigint[],
  deposits_gwei bigint[],
  withdrawals_gwei bigint[],
  consolidations_gwei bigint[],
  moved_to_queue_gwei bigint[],
  saturated_gwei bigint[],
  duties_before_gwei bigint[],
  max_source_gwei bigint[] NOT NULL,
  max_target_gwei bigint[] NOT NULL,
  max_head_gwei bigint[] NOT NULL,
  max_sync_gwei bigint[],
  duty_slot integer[] NOT NULL,
  committee_index smallint[] NOT NULL,
  committee_position integer[] NOT NULL,
  inclusion_delays bigint[] NOT NULL,
  flags smallint[] NOT NULL,
  miss_cause smallint[] NOT NULL
);

CREATE TABLE epoch_misses (
  epoch bigint PRIMARY KEY,
  validators integer[] NOT NULL,
  flags smallint[] NOT NULL,
  miss_cause smallint[] NOT NULL
);

CREATE TABLE saturations (
  epoch bigint NOT NULL,
  validator integer NOT NULL,
  component text NOT NULL,
  not_taken_gwei bigint NOT NULL,
  PRIMARY KEY (epoch, validator, component)
);
CREATE INDEX saturations_of_validator ON saturations (validator, epoch);

-- lz4 reads several times faster than the default; servers built without it keep the default.
DO $$
DECLARE
  array_column record;
BEGIN
  FOR array_column IN
    SELECT attrelid::regclass AS owner, attname FROM pg_attribute
    WHERE attrelid IN ('epoch_rewards'::regclass, 'epoch_misses'::regclass, 'tracked_sets'::regclass,
                       'sync_periods'::regclass) AND attnum > 0 AND attndims > 0
  LOOP
    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET COMPRESSION lz4', array_column.owner,
                   array_column.attname);
  END LOOP;
EXCEPTION WHEN OTHERS THEN
  NULL;
END $$;
