-- The status lists of a group as one Status List Token, for credentials in the form of an SD-JWT.
create table token_status_list (
  institution_id text not null,
  number integer not null,
  -- Versions of the lists of revocation and suspension that it tells of; it is due for publishing once one is ahead.
  revocation_version bigint not null,
  suspension_version bigint not null,
  published_at timestamptz not null,
  published text not null,
  primary key (institution_id, number),
  foreign key (institution_id, number) references status_group
);
