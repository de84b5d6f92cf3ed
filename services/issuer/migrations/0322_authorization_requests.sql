-- The authorization code flow against the institution's own identity provider (OID4VCI 1.0 section 5): from the request of a wallet
-- to the code that it redeems. Any instance answers any step; what is secret is here as SHA-256 or MAC only.
create table authorization_request (
  id uuid primary key,
  institution_id text not null references institution,
  client_id text not null check (length(client_id) between 1 and 500),
  -- Whether the wallet authenticated itself; at the token endpoint it must again.
  authenticated boolean not null,
  redirect_uri text not null check (length(redirect_uri) <= 1000),
  wallet_state text check (length(wallet_state) <= 2000),
  code_challenge text not null check (length(code_challenge) = 43),
  configurations text[] not null check (cardinality(configurations) > 0),
  -- Whether they were named by `authorization_details`, which the token's answer then has too.
  detailed boolean not null,
  -- The claim of the offer that the wallet came with, if any.
  offered_claim uuid references claim,
  dpop_jkt text,
  -- `request_uri` of a pushed request (RFC 9126), used once.
  request_uri_sha256 bytea unique check (length(request_uri_sha256) = 32),
  -- The browser that is at it, and the `state` with which the identity provider sends it back.
  browser_sha256 bytea check (length(browser_sha256) = 32),
  provider_state_sha256 bytea unique check (length(provider_state_sha256) = 32),
  -- MAC of who signed in.
  account bytea check (length(account) = 32),
  -- The code and the claim that it is for.
  code_sha256 bytea unique check (length(code_sha256) = 32),
  claim_id uuid references claim,
  generation integer,
  session_id uuid,
  created timestamptz not null,
  expires timestamptz not null,
  check ((code_sha256 is null) = (claim_id is null) and (claim_id is null) = (generation is null))
);
create index on authorization_request (expires);

-- Whose number each certificate holds, as a MAC, so that somebody who signed in is found. Filled only where there is an identity
-- provider; null where a certificate holds no number, or its data was deleted.
create table holder_account (
  institution_id text not null,
  credential_id text not null,
  account bytea check (length(account) = 32),
  primary key (institution_id, credential_id),
  foreign key (institution_id, credential_id) references credential
);
create index on holder_account (institution_id, account) where account is not null;

create function forget_holder_account() returns trigger language plpgsql as $$
begin
  update holder_account set account = null where institution_id = new.institution_id and credential_id = new.id;
  return null;
end $$;

create trigger credential_account_forgotten after update of deleted on credential for each row
  when (old.deleted is null and new.deleted is not null) execute function forget_holder_account();
