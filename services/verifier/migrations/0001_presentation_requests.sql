-- What was asked of a wallet, and its answer. A schema of its own, because both services may share one database.
create schema verifier;

create table verifier.presentation_request (
  id uuid primary key,
  -- What the asking side and the wallet show. Only digests are kept: a copy of this table opens nothing.
  asker_token_sha256 bytea not null check (octet_length(asker_token_sha256) = 32),
  wallet_token_sha256 bytea not null unique check (octet_length(wallet_token_sha256) = 32),
  asked jsonb not null,
  response_mode text not null check (response_mode in ('direct_post', 'direct_post.jwt')),
  -- Sealed; opens the encrypted response, and goes when the request ends.
  decryption_key bytea,
  created timestamptz not null,
  expires timestamptz not null check (expires > created),
  state text not null default 'waiting' check (state in ('waiting', 'answered', 'declined', 'withdrawn')),
  -- Answers that were refused, and the code of the last one's fault. Bounded, so that nobody's computing time is bought with it.
  refused integer not null default 0 check (refused between 0 and 20),
  last_refusal text,
  ended timestamptz,
  protocol text,
  answer jsonb,
  remove_after timestamptz not null,
  callback_url text,
  callback_tries integer not null default 0,
  callback_next timestamptz,
  check ((state = 'answered') = (answer is not null)),
  check ((state = 'waiting') = (ended is null)),
  check (state = 'waiting' or decryption_key is null)
);

create index presentation_request_remove_after on verifier.presentation_request (remove_after);
create index presentation_request_callback_next on verifier.presentation_request (callback_next)
  where callback_next is not null;
