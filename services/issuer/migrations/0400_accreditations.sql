-- What an institution was accredited for, as others signed it: its own accreditations and those above them, up to an authority.
create table accreditation (
  institution_id text not null references institution,
  id text not null,
  -- As it was received: JSON with its proof, or a JWT.
  document text not null,
  -- What was read in it, with what was last known of its status.
  facts jsonb not null,
  added timestamptz not null,
  checked timestamptz not null,
  primary key (institution_id, id)
);

-- Another number with every change of the above, never the same twice; 0 while there is none. Read along with the institution, so that
-- issuing asks for no more.
create sequence accreditation_edition_number as integer;
alter table institution add column accreditation_edition integer not null default 0;
