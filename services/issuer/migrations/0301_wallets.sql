-- What wallets are in the middle of. Any instance answers any step; codes, tokens and nonces are here as SHA-256 only, and
-- what has ended is removed by the queue.

-- From the redeemed code to the credential (OID4VCI 1.0 sections 6 and 8), or from the begun exchange to its end.
create table wallet_session (
  id uuid primary key,
  claim_id uuid not null references claim,
  generation integer not null,
  institution_id text not null references institution,
  -- Absent for an exchange of the VC API.
  access_token_sha256 bytea unique check (length(access_token_sha256) = 32),
  -- JWK thumbprint of the key that the access token is bound to (RFC 9449 section 6).
  dpop_jkt text,
  -- Name of the wallet, where it gave one.
  client text,
  -- What it told of the end (OID4VCI 1.0 section 11).
  notification text check (notification in ('credential_accepted', 'credential_failure', 'credential_deleted')),
  created timestamptz not null,
  expires timestamptz not null
);
create index on wallet_session (expires);

-- A c_nonce belongs to the first session that uses it: shown again within it, worth nothing in another.
create table nonce_use (
  nonce_sha256 bytea primary key check (length(nonce_sha256) = 32),
  session_id uuid not null,
  expires timestamptz not null
);
create index on nonce_use (expires);

-- A VC API exchange that somebody began on the claim page (VCALM section 3.6).
create table exchange (
  id_sha256 bytea primary key check (length(id_sha256) = 32),
  session_id uuid not null references wallet_session on delete cascade,
  state text not null default 'pending' check (state in ('pending', 'active', 'complete'))
);
