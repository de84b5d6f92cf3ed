-- What a credential is found by: each two characters that follow one another in the names of its holder, so that any part of a name in any
-- script is found, also where no space stands between words; an ideograph alone, since it is a name; and the first three characters of the
-- id, whose start stands on the certificate. All with the institution in them, so that one never looks through the rows of another.
-- Made of code points and of nothing that depends on a locale. An index holds what this gives: it is never changed, but followed by another.
create function search_keys(institution_id text, holder_search text, id text) returns bigint[]
  language plpgsql immutable parallel safe as $$
declare
  keys bigint[] := '{}';
  base bigint := (hashtextextended(institution_id, 0) & 1048575) << 42;
  pair bigint := 0;
  code bigint;
  one text;
begin
  foreach one in array string_to_array(coalesce(holder_search, ''), null) loop
    code := ascii(one);
    pair := (pair << 21 | code) & 4398046511103;
    -- The first character has none before it.
    if pair <> code then keys := keys || (base | pair); end if;
    if code >= 11904 then keys := keys || (base | code); end if;
  end loop;
  if id is not null then
    id := left(case when starts_with(id, 'urn:uuid:') then substr(id, 10) else id end, 3);
    keys := keys || ~(base | (hashtextextended(id, 0) & 4398046511103));
  end if;
  return keys;
end $$;
