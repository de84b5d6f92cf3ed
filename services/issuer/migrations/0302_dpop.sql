-- A DPoP proof is used once (RFC 9449 section 11.1), and is kept where used nonces are: it belongs to no session yet.
alter table nonce_use alter column session_id drop not null;
