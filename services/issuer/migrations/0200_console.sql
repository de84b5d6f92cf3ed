-- Who is signed in to the console. The services hold no state, so a session outlives a restart and any instance serves it.
create table console_session (
  -- The cookie itself is not stored: whoever reads this table cannot sign in with it.
  sha256 bytea primary key check (length(sha256) = 32),
  api_key_id uuid not null references api_key,
  created timestamptz not null,
  seen timestamptz not null,
  expires timestamptz not null
);
create index on console_session (expires);
