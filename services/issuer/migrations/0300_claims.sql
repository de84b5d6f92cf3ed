-- The way in which a holder comes to a credential: a page at an unguessable address, and from there into a wallet.
-- The address and the codes are MACs over id and generation under a key that is not in the database: a slip can be printed
-- again, and whoever reads these tables can open nothing.
create table claim (
  id uuid primary key,
  institution_id text not null,
  credential_id text not null,
  -- Raised when the registrar opens the claim anew, as after a lost phone: what was handed out before opens nothing any more.
  generation integer not null default 1 check (generation > 0),
  token_sha256 bytea not null unique check (length(token_sha256) = 32),
  -- Whether a transaction code is asked for, which comes to the holder by another way than the address.
  with_tx_code boolean not null,
  wrong_tx_codes integer not null default 0 check (wrong_tx_codes >= 0),
  -- The pre-authorized code of the offer as it stands now; the next one takes its place when a wallet redeems it.
  code_sha256 bytea not null unique check (length(code_sha256) = 32),
  redeemed integer not null default 0 check (redeemed >= 0),
  created timestamptz not null,
  expires timestamptz not null,
  revoked timestamptz,
  -- The one session of one wallet that got the credential, when, and what kind of wallet it was.
  claimed timestamptz,
  claimed_by uuid,
  wallet jsonb,
  unique (institution_id, credential_id),
  foreign key (institution_id, credential_id) references credential,
  check (created < expires),
  check ((claimed is null) = (claimed_by is null) and (claimed is null) = (wallet is null))
);

-- What was made for a holder's key. Recorded before anything is signed; the signed form comes after.
create table holder_credential (
  id uuid primary key,
  institution_id text not null,
  credential_id text not null,
  claim_id uuid not null references claim,
  session_id uuid not null,
  format text not null check (length(format) between 1 and 60),
  recorded timestamptz not null,
  -- What is signed, as text, and the signed form. Both go when the credential's data is deleted.
  document text,
  secured text,
  issued timestamptz,
  foreign key (institution_id, credential_id) references credential
);
create index on holder_credential (institution_id, credential_id);
create index on holder_credential (claim_id);

create function keep_holder_credential() returns trigger language plpgsql as $$
begin
  if (new.document is not null and new.document is distinct from old.document)
     or (old.secured is not null and new.secured is not null and new.secured is distinct from old.secured) then
    raise exception 'what was recorded or signed never changes';
  end if;
  return new;
end $$;

create trigger holder_credential_kept before update on holder_credential
  for each row execute function keep_holder_credential();

-- Who asks that a credential be deleted is not left behind in the copies that were made for wallets.
create function forget_holder_credential() returns trigger language plpgsql as $$
begin
  update holder_credential set document = null, secured = null
  where institution_id = new.institution_id and credential_id = new.id;
  update claim set revoked = coalesce(revoked, new.deleted)
  where institution_id = new.institution_id and credential_id = new.id;
  return null;
end $$;

create trigger credential_copies_forgotten after update of deleted on credential for each row
  when (old.deleted is null and new.deleted is not null) execute function forget_holder_credential();
