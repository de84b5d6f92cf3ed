-- What independent libraries agreed on before the first credential of an achievement's version under these keys left the house.
create table second_opinion (
  institution_id text not null references institution,
  achievement text not null,
  achievement_version integer not null,
  -- The securing mechanism with its cryptosuites and verification methods, as a JSON text.
  methods text not null,
  -- MAC over all of this and over the program that signed: no other program, and nobody without the passphrase, gives the same.
  agreement bytea not null,
  agreed timestamptz not null default now(),
  primary key (institution_id, achievement, achievement_version, methods)
);
