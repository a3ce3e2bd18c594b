-- Attestation duties of every validator on the chain, compact: enough to score any validator later,
-- whether it was tracked or not. Bytes are explained in schema/duty_bytes.hpp.

CREATE TABLE epoch_duties (
  epoch bigint PRIMARY KEY,
  validator_count integer NOT NULL,
  set_id bigint REFERENCES tracked_sets,
  attester_seed bytea NOT NULL,
  duty_slots bytea NOT NULL,
  late_votes bytea NOT NULL
);

-- Both are close to random: compressing them costs time and saves nothing.
ALTER TABLE epoch_duties ALTER COLUMN duty_slots SET STORAGE EXTERNAL;
ALTER TABLE epoch_duties ALTER COLUMN late_votes SET STORAGE EXTERNAL;
