-- What an open case registers of its person follows what it holds: since when that may have changed, and what the
-- registration that the case has now was made of (a digest of references and versions; null: it has none).
alter table arende add column att_berika timestamptz;
alter table arende add column berikad text collate "C";
create index arende_att_berika on arende (att_berika) where att_berika is not null and status = 'oppet';
