-- What many credentials say in the same words is kept once, with blanks; a row of `credential` holds what goes into them.
create table credential_form (
  id integer generated always as identity primary key,
  institution_id text not null references institution,
  -- Texts and names of blanks in turn, from a text to a text. `paper` is the small credential's, where there is one.
  whole text[] not null check (cardinality(whole) % 2 = 1),
  paper text[] check (cardinality(paper) % 2 = 1),
  sha256 bytea not null check (length(sha256) = 32),
  created timestamptz not null default now(),
  unique (institution_id, sha256)
);

create trigger credential_form_append_only before update or delete or truncate on credential_form
  for each statement execute function refuse_change();

alter table credential
  -- By which rules blanks are filled: docs/issuing.md. 0: there are none, the texts themselves are kept.
  add column format smallint not null default 0,
  -- Null where the document is kept as a text of its own.
  add column form integer references credential_form,
  add column parameters text,
  -- Null where the proofs are kept as texts; else their form, and the raw signatures one after the other.
  add column proof_form integer references credential_form,
  add column signatures bytea,
  drop constraint credential_check,
  drop constraint credential_check1,
  add constraint issued_with_proof
    check (deleted is not null or (issued is null) = (proof is null and signatures is null)),
  add constraint document_until_deleted
    check ((document is null and parameters is null) = (deleted is not null)),
  add constraint one_record check (document is null or parameters is null),
  add constraint one_proof check (proof is null or signatures is null),
  add constraint form_with_parameters check (deleted is not null or (form is null) = (parameters is null)),
  add constraint format_of_forms check (format > 0 or (form is null and proof_form is null));

-- A row is written twice, at its record and at its signature. With room in its page, and no index over what the second
-- writes, the indexes are touched once.
drop index credential_unfinished;
alter table credential set (fillfactor = 50);

create or replace function keep_credential() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'a credential row is never removed: its status index must not be used again';
  end if;
  if (new.institution_id, new.id, new.link, new.idempotency_key, new.request_sha256, new.status_group, new.status_index)
     is distinct from
     (old.institution_id, old.id, old.link, old.idempotency_key, old.request_sha256, old.status_group, old.status_index)
  then
    raise exception 'the identity of a credential never changes';
  end if;
  if new.deleted is null and (
    (new.format, new.document, new.paper_document, new.form, new.parameters)
      is distinct from (old.format, old.document, old.paper_document, old.form, old.parameters)
    or ((old.proof is not null or old.signatures is not null)
      and (new.proof, new.paper_proof, new.proof_form, new.signatures)
        is distinct from (old.proof, old.paper_proof, old.proof_form, old.signatures)))
  then
    raise exception 'what was recorded or signed never changes';
  end if;
  if old.revoked is not null and new.revoked is distinct from old.revoked then
    raise exception 'a revocation is never undone';
  end if;
  return new;
end $$;
