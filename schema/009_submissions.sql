-- What a member meant to send, sent and saw mined: a journal that is written before each act, so that
-- a restart goes on without a second transaction. Times are those of the acts.

CREATE TABLE submissions (
  submission_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  chain_id bigint NOT NULL,
  voter bytea NOT NULL,
  duty text NOT NULL,
  subject bigint NOT NULL,
  override_number integer NOT NULL,
  contract text NOT NULL,
  address bytea NOT NULL,
  calldata bytea NOT NULL,
  value_wei numeric(78) NOT NULL,
  summary text NOT NULL,
  any_vote_key bytea,
  same_vote_key bytea,
  deadline bigint NOT NULL,
  expires bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('computed', 'waiting', 'refused', 'simulated', 'journaled',
    'signed', 'sent', 'mined', 'final', 'abandoned', 'elsewhere', 'expired', 'failed')),
  reason text NOT NULL,
  next_try bigint NOT NULL,
  gas_estimate bigint,
  abandon_requested boolean NOT NULL,
  tries integer NOT NULL,
  changed_at timestamptz NOT NULL,
  UNIQUE (chain_id, voter, duty, subject, override_number)
);
CREATE INDEX submissions_open ON submissions (submission_id)
  WHERE state NOT IN ('final', 'abandoned', 'elsewhere', 'expired', 'failed');

CREATE TABLE submission_transactions (
  transaction_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  submission_id bigint NOT NULL REFERENCES submissions,
  chain_id bigint NOT NULL,
  voter bytea NOT NULL,
  nonce bigint NOT NULL,
  attempt integer NOT NULL,
  is_cancel boolean NOT NULL,
  priority_fee_wei numeric(78) NOT NULL,
  max_fee_wei numeric(78) NOT NULL,
  gas_limit bigint NOT NULL,
  highest_cost_wei numeric(78) NOT NULL,
  state text NOT NULL CHECK (state IN ('journaled', 'signed', 'sent', 'mined', 'final', 'lost',
    'released')),
  raw bytea,
  hash bytea UNIQUE,
  made_at bigint NOT NULL,
  sent_at bigint,
  mined_block bigint,
  succeeded boolean,
  cost_wei numeric(78),
  CHECK ((raw IS NULL) = (hash IS NULL)),
  CHECK (raw IS NOT NULL OR state IN ('journaled', 'lost', 'released'))
);
-- A nonce belongs to one submission, and each attempt at it is one transaction.
CREATE UNIQUE INDEX submission_transactions_nonce
  ON submission_transactions (chain_id, voter, nonce, attempt)
  WHERE state NOT IN ('lost', 'released');
CREATE INDEX submission_transactions_submission ON submission_transactions (submission_id);

CREATE TABLE submission_overrides (
  chain_id bigint NOT NULL,
  voter bytea NOT NULL,
  duty text NOT NULL,
  subject bigint NOT NULL,
  override_number integer NOT NULL CHECK (override_number > 0),
  reason text NOT NULL,
  PRIMARY KEY (chain_id, voter, duty, subject, override_number)
);

CREATE TABLE submission_acts (
  act_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  submission_id bigint REFERENCES submissions,
  act text NOT NULL,
  detail text NOT NULL
);

-- One row: whether the operator has taken the right to send away from every program on this database.
CREATE TABLE submission_arming (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  is_disarmed boolean NOT NULL,
  reason text NOT NULL
);
INSERT INTO submission_arming (is_disarmed, reason) VALUES (false, '');

CREATE VIEW submission_list AS
SELECT s.submission_id, s.chain_id, s.voter, s.duty, s.subject, s.override_number, s.contract,
       s.summary, s.state, s.reason, s.deadline, s.changed_at, t.nonce, t.attempts, t.hash,
       t.mined_block, t.cost_wei
FROM submissions s
LEFT JOIN LATERAL (
  SELECT max(nonce) AS nonce, count(*) AS attempts,
         (array_agg(hash ORDER BY (succeeded IS NULL), transaction_id DESC))[1] AS hash,
         max(mined_block) AS mined_block, sum(cost_wei) AS cost_wei
  FROM submission_transactions WHERE submission_id = s.submission_id AND hash IS NOT NULL
) t ON true;
