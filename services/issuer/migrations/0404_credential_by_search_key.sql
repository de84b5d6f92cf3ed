-- Outside of a transaction: certificates are issued and taken back while the index is built.
drop index concurrently if exists credential_by_search_key;
-- New rows wait in a list, are found there, and go into the index together; a short one, since each search reads all of it.
create index concurrently credential_by_search_key on credential using gin (search_keys(institution_id, holder_search, id))
  with (gin_pending_list_limit = 512);
-- Names are found by any part of them, which an ordered index cannot do: nothing asked it.
drop index concurrently if exists credential_by_holder;
