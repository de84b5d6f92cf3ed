-- Credentials that several bodies award together. Its row in "credential" is recorded at once and signed when the proofs of all others are in.
create table joint_credential (
  institution_id text not null,
  credential_id text not null,
  -- The digest by which all sign the same document.
  digest text not null,
  primary key (institution_id, credential_id),
  foreign key (institution_id, credential_id) references credential (institution_id, id)
);

-- Whose proof is asked for, and the proof once it came.
create table joint_proof (
  institution_id text not null,
  credential_id text not null,
  body text not null,
  name text not null,
  proof text check (proof is json object),
  received timestamptz,
  primary key (institution_id, credential_id, body),
  foreign key (institution_id, credential_id) references joint_credential,
  check ((proof is null) = (received is null))
);
create index on joint_proof (body) where proof is null;

-- What an institution signed for others to issue: recorded before its key is used. Of the document the digest alone, as it is theirs.
create table joint_signature (
  institution_id text not null references institution,
  digest text not null,
  credential_id text not null,
  issuer text not null,
  recorded timestamptz not null,
  proof text check (proof is json object),
  primary key (institution_id, digest)
);
