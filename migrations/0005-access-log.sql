-- Owner: src/atkomstlogg.

-- The access log: one Merkle log per controller (docs/atkomstlogg.md). Rows are added, and pruned as 0012 says. A partition for
-- each log, and in it one for each span of numbers: pruning and vacuum then touch the old end of one log alone.

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
) partition by list (logg);
create index access_record_by_person on access_record (logg, person_ref, tid) where person_ref is not null;

-- How far each log has come, and the roots of its perfect subtrees: all that is needed to go on. Rewritten at every
-- commit, so that the page keeps room for the next version of its rows.
create table log_head (
  logg   text collate "C" primary key,
  size   bigint not null check (size > 0),
  ranges bytea not null check (octet_length(ranges) > 0 and octet_length(ranges) % 32 = 0)
) with (fillfactor = 30);

-- Leaf hashes of records that retention has pruned, up to 1024 in a row, so that the tree stays provable. Only ever added.
create table pruned_leaf (
  logg   text collate "C" not null,
  -- the first of them, and the one after the last
  nummer bigint not null,
  upto   bigint not null,
  leaves bytea not null,
  primary key (logg, nummer),
  check (octet_length(leaves) = 32 * (upto - nummer) and upto > nummer and upto - nummer <= 1024)
);

create function access_record_unchangeable() returns trigger language plpgsql as $$
begin
  raise exception 'the access log is append-only' using errcode = 'LG003';
end $$;

-- A record goes only when its leaf hash is kept.
create function access_record_goes_when_kept() returns trigger language plpgsql as $$
begin
  if not exists (
    select from (select * from pruned_leaf where logg = old.logg and nummer <= old.nummer order by nummer desc limit 1) p
     where p.upto > old.nummer and substring(p.leaves from 32 * (old.nummer - p.nummer)::int + 1 for 32) = old.leaf
  ) then
    raise exception 'the access log is append-only' using errcode = 'LG003';
  end if;
  return old;
end $$;

create trigger access_record_unchangeable before update or truncate on access_record
  for each statement execute function access_record_unchangeable();
create trigger access_record_goes_when_kept before delete on access_record
  for each row execute function access_record_goes_when_kept();
create trigger pruned_leaf_unchangeable before update or delete or truncate on pruned_leaf
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

-- How many numbers a partition holds.
create function access_record_span() returns bigint language sql immutable as $$ select 100000::bigint $$;

-- The partition of a log; with a number, that of the span of numbers it is in.
create function access_record_partition(p_logg text, p_nummer bigint default null) returns text language sql immutable as $$
  select 'access_record_' || left(replace(p_logg, '-', '_'), 20) || '_' || left(encode(sha256(convert_to(p_logg, 'UTF8')), 'hex'), 8)
         || coalesce('_' || p_nummer / access_record_span(), '')
$$;

-- Makes the partitions for the numbers [from, to) of a log that are not there. With the rights of the owner, so that the role that
-- writes needs none to make tables. Tables are made apart and then attached, which stops neither readers nor writers. A
-- partition is changed through the whole table alone, whose triggers see it.
create function add_access_record_partitions(p_logg text, p_from bigint, p_to bigint) returns void
language plpgsql security definer set search_path from current as $$
declare
  span   constant bigint := access_record_span();
  of_log constant text := access_record_partition(p_logg);
  made   text;
begin
  perform pg_advisory_xact_lock(hashtextextended('insyn-atkomstlogg/partition/' || p_logg, 0));
  if to_regclass(of_log) is null then
    execute format('create table %I (like access_record including constraints) partition by range (nummer)', of_log);
    execute format('revoke truncate, update, delete on %I from current_user', of_log);
    execute format('alter table access_record attach partition %I for values in (%L)', of_log, p_logg);
  end if;
  for place in p_from / span .. (p_to - 1) / span loop
    made := access_record_partition(p_logg, place * span);
    continue when to_regclass(made) is not null;
    execute format('create table %I (like access_record including constraints)', made);
    execute format('revoke truncate, update, delete on %I from current_user', made);
    execute format('alter table %I attach partition %I for values from (%L) to (%L)',
                   of_log, made, place * span, (place + 1) * span);
  end loop;
end $$;

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
  -- When all heads are locked: whoever waits for the lock of a new partition then waits for nobody who waits for a head.
  for i in 1 .. cardinality(p_head) loop
    if p_from[i] = 0 or (p_from[i] - 1) / access_record_span() <> (p_to[i] - 1) / access_record_span() then
      perform add_access_record_partitions(p_head[i], p_from[i], p_to[i]);
    end if;
  end loop;
  insert into access_record (logg, nummer, tid, person_ref, event_id, record, leaf)
    select r.logg, r.nummer, r.tid, r.person_ref, r.event_id, r.record,
           substring(p_leaf from 32 * r.place::int - 31 for 32)
      from unnest(p_logg, p_nummer, p_tid, p_person_ref, p_event_id, p_record)
        with ordinality as r (logg, nummer, tid, person_ref, event_id, record, place);
end $$;
