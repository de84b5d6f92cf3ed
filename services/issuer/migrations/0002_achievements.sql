create table achievement (
  institution_id text not null references institution,
  slug text not null check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  -- No longer awarded; credentials that name it stay as they are.
  withdrawn timestamptz,
  primary key (institution_id, slug)
);

-- A version never changes: whoever holds a credential can look up for ever what it was awarded for.
create table achievement_version (
  institution_id text not null,
  slug text not null,
  version integer not null check (version > 0),
  document jsonb not null,
  created timestamptz not null,
  primary key (institution_id, slug, version),
  foreign key (institution_id, slug) references achievement
);

create trigger achievement_version_append_only before update or delete or truncate on achievement_version
  for each statement execute function refuse_change();
