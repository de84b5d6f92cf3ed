-- A file of people for one achievement, from upload to certificates. Its file is not kept, only what was read from it.
create table roster (
  id uuid primary key,
  institution_id text not null references institution,
  achievement text not null,
  achievement_version integer not null,
  securing text not null,
  cryptosuites text[] not null,
  file_name text not null check (length(file_name) between 1 and 255),
  file_sha256 bytea not null check (length(file_sha256) = 32),
  -- How the file was read: format, encoding and why, delimiter, sheet.
  facts jsonb not null,
  header_row integer not null check (header_row > 0),
  header text[] not null,
  -- One object a column: the field it holds, how that was decided, how its dates are read, its first values.
  columns jsonb not null,
  name_order text not null check (name_order in ('given-first', 'family-first')),
  state text not null default 'preview' check (state in ('preview', 'issuing', 'paused', 'done')),
  uploaded timestamptz not null,
  uploaded_by text not null,
  approved timestamptz,
  approved_by text,
  -- When rows were last issued or refused; while `issuing`, an old moment means that nobody is at work.
  moved timestamptz not null,
  -- Raised by each change, so that whoever watches sees that there is something new.
  version integer not null default 1,
  foreign key (institution_id, achievement, achievement_version) references achievement_version,
  check ((approved is null) = (state = 'preview'))
);
create index on roster (institution_id, uploaded desc);
create index roster_at_work on roster (id) where state = 'issuing';

create table roster_row (
  roster_id uuid not null references roster on delete cascade,
  -- As a spreadsheet program shows it.
  number integer not null check (number > 0),
  cells text[] not null,
  -- The last row of a file that ends in the middle of it.
  cut boolean not null default false,
  -- Raised when a cell is changed. Part of the idempotency key: another content is another request.
  revision integer not null default 0,
  state text not null default 'ready'
    check (state in ('ready', 'problem', 'issued-before', 'waiting', 'issued', 'failed')),
  -- What is wrong in the row itself, as codes with the column; the sentences are made when they are shown.
  problems jsonb not null default '[]',
  -- Digest of what tells this person from others; null where the row does not say.
  holder_key bytea,
  duplicate_of integer,
  issued_before text,
  -- A person decided that a duplicate or somebody with a certificate gets this one all the same.
  issue_anyway boolean not null default false,
  -- Salts the document number. Kept, so that a second try signs the same bytes.
  salt uuid not null default gen_random_uuid(),
  approved timestamptz,
  credential_id text,
  primary key (roster_id, number),
  check ((state = 'issued') = (credential_id is not null)),
  check (state not in ('waiting', 'issued') or approved is not null)
) with (fillfactor = 80);
create index roster_row_by_state on roster_row (roster_id, state, number);
create index roster_row_by_credential on roster_row (credential_id) where credential_id is not null;
create index roster_row_waiting on roster_row (holder_key) where state = 'waiting';

-- What an institution's column of this name held the last time; null is "not used".
create table column_memory (
  institution_id text not null references institution,
  header text not null check (length(header) between 1 and 500),
  field text,
  primary key (institution_id, header)
);

-- Who was awarded what, so that a second roster finds those who have it. Holds digests only.
create table roster_award (
  institution_id text not null,
  credential_id text not null,
  achievement text not null,
  holder_key bytea not null,
  primary key (institution_id, credential_id),
  foreign key (institution_id, credential_id) references credential
);
create index on roster_award (institution_id, achievement, holder_key);

-- Who asks that a credential be deleted is not left behind in the roster that it came from.
create function forget_roster_row() returns trigger language plpgsql as $$
begin
  delete from roster_award where institution_id = new.institution_id and credential_id = new.id;
  update roster_row set cells = '{}', holder_key = null
  from roster
  where credential_id = new.id and roster.id = roster_id and roster.institution_id = new.institution_id;
  return null;
end $$;

create trigger credential_forgotten after update of deleted on credential for each row
  when (old.deleted is null and new.deleted is not null) execute function forget_roster_row();
