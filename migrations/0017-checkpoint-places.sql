-- Owner: src/atkomstlogg/publish.

-- How far each place outside the database has the checkpoints of each log: what follows after this one in the file of
-- checkpoints is still to be published there.
create table checkpoint_place (
  place        text collate "C" not null,
  logg         text collate "C" not null,
  -- the newest checkpoint that the place has, as it was signed
  note         text,
  published_at timestamptz,
  -- since when there is one that the place does not have, and why the last try failed
  behind_since timestamptz,
  error_code   text,
  primary key (place, logg)
);
