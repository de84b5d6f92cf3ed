-- One row: what all institutions of this installation share.
create table installation (
  one boolean primary key default true check (one),
  -- The key that seals private keys is derived from the passphrase and this salt, once per start.
  seal_salt bytea not null check (length(seal_salt) >= 16),
  -- Seals the heads of the audit logs; itself sealed like a private key, so that a wrong passphrase is seen at the start.
  sealed_audit_key bytea not null
);

create table institution (
  id text primary key check (id ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  did text not null unique,
  names jsonb not null check (jsonb_typeof(names) = 'object' and names <> '{}'),
  country text check (country ~ '^[A-Z]{2}$'),
  url text,
  email text,
  telephone text,
  -- The period in which it may issue, where its accreditation has one.
  accredited_from timestamptz,
  accredited_until timestamptz,
  created timestamptz not null,
  check (accredited_from < accredited_until)
);

create table api_key (
  id uuid primary key,
  institution_id text not null references institution,
  label text not null,
  -- The key itself is shown once and never stored. It has 256 random bits, so a plain hash cannot be guessed back.
  sha256 bytea not null unique check (length(sha256) = 32),
  created timestamptz not null,
  revoked timestamptz
);
create index on api_key (institution_id);

create table signing_key (
  institution_id text not null references institution,
  -- Fragment of the verification method: key-1, key-2 …
  fragment text not null,
  algorithm text not null check (algorithm in ('Ed25519', 'P-256')),
  public_key_multibase text not null unique,
  public_jwk jsonb not null,
  sealed_private_key bytea not null,
  created timestamptz not null,
  -- Signs no more, still verifies.
  retired timestamptz,
  -- Signs no more and verifies no more: it leaves the DID document.
  compromised timestamptz,
  primary key (institution_id, fragment),
  check (compromised is null or retired is not null)
);
create unique index signing_key_in_use on signing_key (institution_id, algorithm) where retired is null;

-- The log of each institution: numbered without gaps, each entry holding the hash of the one before.
create table audit_entry (
  institution_id text not null references institution,
  sequence bigint not null check (sequence > 0),
  at timestamptz not null,
  actor text not null,
  event text not null,
  subject text not null,
  detail text not null check (detail is json object),
  previous_hash bytea not null check (length(previous_hash) = 32),
  hash bytea not null check (length(hash) = 32),
  primary key (institution_id, sequence)
);

-- Where each log ends, kept apart, so that a log cut short is seen. `seal` is a MAC under a key that is not in the database.
create table audit_head (
  institution_id text primary key references institution,
  length bigint not null check (length >= 0),
  hash bytea not null check (length(hash) = 32),
  seal bytea not null
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;

create trigger audit_entry_append_only before update or delete or truncate on audit_entry
  for each statement execute function refuse_change();
