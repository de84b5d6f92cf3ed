-- Whether a version of an achievement was ever used is asked each time that one is shown or changed; without this, every credential of
-- an installation is read where nobody has been awarded it. What a caller wrote itself has none, and is left out.
create index credential_by_achievement on credential (institution_id, achievement, achievement_version)
  where achievement is not null;
