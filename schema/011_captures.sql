-- What captures of Rocket Pool's contracts found, so that the next one asks only for what can have changed.

CREATE TABLE captures (
  network text NOT NULL,
  block_number bigint NOT NULL,
  block_hash bytea NOT NULL,
  content_hash bytea NOT NULL REFERENCES snapshot_files,
  protocol_version text NOT NULL,
  max_penalty_rate numeric(78) NOT NULL,
  PRIMARY KEY (network, block_hash)
);

CREATE TABLE capture_contracts (
  network text NOT NULL,
  block_hash bytea NOT NULL,
  name text NOT NULL,
  address bytea NOT NULL,
  PRIMARY KEY (network, block_hash, name),
  FOREIGN KEY (network, block_hash) REFERENCES captures ON DELETE CASCADE
);

CREATE TABLE node_distributors (
  network text NOT NULL,
  node bytea NOT NULL,
  distributor bytea NOT NULL,
  PRIMARY KEY (network, node)
);
