-- Lists come in groups: one index serves a credential in the revocation list and in the suspension list of its group.
create table status_group (
  institution_id text not null references institution,
  number integer not null check (number >= 0),
  -- How many indexes were handed out. From half of the list on, drawing free ones at random would take ever longer.
  taken integer not null default 0 check (taken between 0 and 131071),
  primary key (institution_id, number)
);

create table status_list (
  institution_id text not null,
  -- `refresh` tells that a newer credential takes the place of this one (Bitstring Status List 1.0 section 2.1).
  status_purpose text not null check (status_purpose in ('revocation', 'suspension', 'refresh')),
  number integer not null,
  -- Raised in the transaction of each change; the list is due for publishing while it is ahead of `published_version`.
  version bigint not null default 1,
  published_version bigint,
  published_at timestamptz,
  published text,
  primary key (institution_id, status_purpose, number),
  foreign key (institution_id, number) references status_group
);

create table credential (
  institution_id text not null references institution,
  -- `id` of the credential itself.
  id text not null,
  -- Unguessable part of the public address of the certificate.
  link text not null unique check (length(link) >= 22),
  idempotency_key text not null check (length(idempotency_key) between 1 and 255),
  request_sha256 bytea not null check (length(request_sha256) = 32),
  achievement text,
  achievement_version integer,
  holder_name text,
  -- For finding by name: lower case, compatibility forms folded.
  holder_search text,
  valid_until timestamptz,
  securing text not null check (securing in ('data-integrity', 'vc+jwt')),
  cryptosuites text[] not null,
  status_group integer not null,
  -- 0 is never handed out: Credential Forgery Defense counts from 1.
  status_index integer not null check (status_index between 1 and 131071),
  recorded timestamptz not null,
  -- What is signed, as text, and the small one for the QR code. Null only after deletion.
  document text,
  paper_document text,
  -- Null from the record until the signature is stored: JSON of the proofs, or the compact JWT.
  proof text,
  paper_proof text,
  issued timestamptz,
  revoked timestamptz,
  suspended timestamptz,
  reason text,
  superseded_by text,
  deleted timestamptz,
  primary key (institution_id, id),
  constraint idempotency_key_once unique (institution_id, idempotency_key),
  constraint status_index_once unique (institution_id, status_group, status_index),
  foreign key (institution_id, achievement, achievement_version) references achievement_version,
  foreign key (institution_id, status_group) references status_group,
  foreign key (institution_id, superseded_by) references credential,
  check ((issued is null) = (proof is null) or deleted is not null),
  check ((document is null) = (deleted is not null))
) with (fillfactor = 70);
create index credential_by_time on credential (institution_id, recorded desc);
create index credential_by_holder on credential (institution_id, holder_search text_pattern_ops);
create index credential_unfinished on credential (institution_id) where issued is null and deleted is null;
create index credential_revoked on credential (institution_id, status_group) where revoked is not null;
create index credential_suspended on credential (institution_id, status_group) where suspended is not null;

-- What will be signed is never exchanged, an index never handed on, a signature never replaced, a revocation never undone.
create function keep_credential() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'a credential row is never removed: its status index must not be used again';
  end if;
  if (new.institution_id, new.id, new.link, new.idempotency_key, new.request_sha256, new.status_group, new.status_index)
     is distinct from
     (old.institution_id, old.id, old.link, old.idempotency_key, old.request_sha256, old.status_group, old.status_index)
  then
    raise exception 'the identity of a credential never changes';
  end if;
  if new.deleted is null and (new.document is distinct from old.document
     or new.paper_document is distinct from old.paper_document
     or (old.proof is not null and (new.proof is distinct from old.proof or new.paper_proof is distinct from old.paper_proof)))
  then
    raise exception 'what was recorded or signed never changes';
  end if;
  if old.revoked is not null and new.revoked is distinct from old.revoked then
    raise exception 'a revocation is never undone';
  end if;
  return new;
end $$;

create trigger credential_kept before update or delete on credential for each row execute function keep_credential();

create table status_change (
  institution_id text not null,
  credential_id text not null,
  number integer not null check (number > 0),
  at timestamptz not null,
  actor text not null,
  status_purpose text not null check (status_purpose in ('revocation', 'suspension')),
  status boolean not null,
  reason text not null,
  note text,
  superseded_by text,
  primary key (institution_id, credential_id, number),
  foreign key (institution_id, credential_id) references credential
);

create trigger status_change_append_only before update or delete or truncate on status_change
  for each statement execute function refuse_change();
