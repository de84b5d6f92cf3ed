-- Accreditations and recognition decisions that an institution gave; each is a credential, with its status in the lists like all.
create table recognition (
  institution_id text not null,
  credential_id text not null,
  kind text not null check (kind in ('accreditation', 'decision')),
  -- The DID that was accredited, or the id of the credential that was decided upon.
  about text not null,
  -- The signed withdrawal, which says from which day on: a status list holds no day.
  withdrawal_id text,
  withdrawn_from timestamptz,
  primary key (institution_id, credential_id),
  foreign key (institution_id, credential_id) references credential (institution_id, id),
  foreign key (institution_id, withdrawal_id) references credential (institution_id, id),
  check ((withdrawal_id is null) = (withdrawn_from is null))
);
create index on recognition (institution_id, about);
