-- What live reads have taken away, and when they were read: a read that began earlier must not bring it back. Kept for
-- longer than any read lasts.
create table borttagen (
  uppgift_ref text collate "C" primary key,
  last        timestamptz not null
);
create index borttagen_last on borttagen (last);
