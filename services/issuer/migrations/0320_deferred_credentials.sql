-- What a wallet has asked for and cannot have yet (OID4VCI 1.0 section 9): the credential is paused. Goes with the session, with
-- the credential that was handed out in the end, or with the data of the credential.
create table deferred_credential (
  transaction_sha256 bytea primary key check (length(transaction_sha256) = 32),
  session_id uuid not null references wallet_session on delete cascade,
  configuration text not null check (length(configuration) between 1 and 60),
  -- How the wallet proved that it has each key (`kid` or `jwk`), so that it need not prove it again.
  confirmations jsonb not null check (jsonb_array_length(confirmations) between 1 and 100),
  protocol text not null,
  created timestamptz not null
);
create index on deferred_credential (session_id);

create function forget_deferred_credential() returns trigger language plpgsql as $$
begin
  delete from deferred_credential using wallet_session, claim
  where session_id = wallet_session.id and claim_id = claim.id
    and claim.institution_id = new.institution_id and claim.credential_id = new.id;
  return null;
end $$;

create trigger credential_deferred_forgotten after update of deleted on credential for each row
  when (old.deleted is null and new.deleted is not null) execute function forget_deferred_credential();
