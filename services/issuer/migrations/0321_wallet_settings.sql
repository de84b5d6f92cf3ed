-- What an institution demands of wallets and shows to them (OID4VCI 1.0, HAIP 1.0), and where its people sign in. A row is there
-- only where something differs from the plain case.
create table wallet_settings (
  institution_id text primary key references institution,
  settings jsonb not null check (jsonb_typeof(settings) = 'object'),
  -- Sealed like the private keys, for the identity provider of this institution alone.
  sealed_client_secret bytea,
  changed timestamptz not null
);
