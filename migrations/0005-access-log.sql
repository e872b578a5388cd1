-- Owner: src/atkomstlogg.

-- The access log: one Merkle log per controller (docs/atkomstlogg.md). Rows are only ever added.

create table access_record (
  logg       text collate "C" not null,
  -- the leaf's index in the tree: dense from 0
  nummer     bigint not null check (nummer >= 0),
  -- copies of what the record says, for finding it; the record's own bytes are what counts
  tid        timestamptz not null,
  person_ref text collate "C",
  event_id   text collate "C" not null,
  -- text, not jsonb: the leaf hash is over these very bytes
  record     text collate "C" not null,
  leaf       bytea not null check (octet_length(leaf) = 32),
  primary key (logg, nummer)
);
create index access_record_by_person on access_record (logg, person_ref, tid) where person_ref is not null;

-- How far each log has come, and the roots of its perfect subtrees: all that is needed to go on. Rewritten at every
-- commit, so that the page keeps room for the next version of its rows.
create table log_head (
  logg   text collate "C" primary key,
  size   bigint not null check (size > 0),
  ranges bytea not null check (octet_length(ranges) > 0 and octet_length(ranges) % 32 = 0)
) with (fillfactor = 30);

create function access_record_unchangeable() returns trigger language plpgsql as $$
begin
  raise exception 'the access log is append-only' using errcode = 'LG003';
end $$;

create trigger access_record_unchangeable before update or delete or truncate on access_record
  for each statement execute function access_record_unchangeable();
create trigger log_head_stays before delete or truncate on log_head
  for each statement execute function access_record_unchangeable();

create function log_head_grows() returns trigger language plpgsql as $$
begin
  if new.logg <> old.logg or new.size <= old.size then
    raise exception 'the head of a log only moves on' using errcode = 'LG003';
  end if;
  return new;
end $$;

create trigger log_head_grows before update on log_head
  for each row execute function log_head_grows();

-- One batch over any number of logs, all or nothing. Moves each head from the size the writer built on; when one has
-- been moved by somebody else the batch is refused with LG001 and has to be built anew. Heads come in order of their
-- name, so that two writers cannot wait for each other. Leaf hashes come as one string of bytes. A commit that does
-- not wait for the disk is no commit here (LG002).
create function write_access_records(
  p_head text[], p_from bigint[], p_to bigint[], p_ranges bytea[],
  p_logg text[], p_nummer bigint[], p_tid timestamptz[], p_person_ref text[], p_event_id text[], p_record text[],
  p_leaf bytea
) returns void language plpgsql as $$
begin
  if current_setting('synchronous_commit') not in ('on', 'remote_apply') then
    raise exception 'synchronous_commit is off' using errcode = 'LG002';
  end if;
  for i in 1 .. cardinality(p_head) loop
    if p_from[i] = 0 then
      insert into log_head (logg, size, ranges) values (p_head[i], p_to[i], p_ranges[i])
        on conflict (logg) do nothing;
    else
      update log_head set size = p_to[i], ranges = p_ranges[i]
        where logg = p_head[i] and size = p_from[i];
    end if;
    if not found then
      raise exception 'the head of a log has moved' using errcode = 'LG001';
    end if;
  end loop;
  insert into access_record (logg, nummer, tid, person_ref, event_id, record, leaf)
    select r.logg, r.nummer, r.tid, r.person_ref, r.event_id, r.record,
           substring(p_leaf from 32 * r.place::int - 31 for 32)
      from unnest(p_logg, p_nummer, p_tid, p_person_ref, p_event_id, p_record)
        with ordinality as r (logg, nummer, tid, person_ref, event_id, record, place);
end $$;
