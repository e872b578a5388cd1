-- Owner: src/atkomstlogg.

-- Records that are kept beyond their time: of a person, of a case, of a period or of what these have in common; of the whole log
-- when none is given.
create table legal_hold (
  logg       text collate "C" not null,
  -- of the record that says who holds them and why
  nummer     bigint not null,
  since      timestamptz not null,
  person_ref text collate "C",
  arende     text collate "C",
  -- the first moment, and the one after the last
  begins     timestamptz,
  ends       timestamptz,
  -- who set it, and the reason, sealed under the key of the log
  sealed     text not null,
  primary key (logg, nummer)
);

-- Records are canonical JSON: a quotation mark within a text is escaped, so that a member with its value is found as text.
create function record_is_held(p_logg text, p_tid timestamptz, p_person_ref text, p_record text) returns boolean
language sql stable as $$
  select exists (
    select from legal_hold h
     where h.logg = p_logg
       and (h.person_ref is null or h.person_ref = p_person_ref)
       and (h.arende is null or position('"arende":' || to_json(h.arende)::text || ',' in p_record) > 0)
       and (h.begins is null or p_tid >= h.begins)
       and (h.ends is null or p_tid < h.ends)
  )
$$;

-- What was pruned, lost, and signed by which key stays as long as the log does: verifiers need it.
create function record_explains_log(p_record text) returns boolean language sql immutable as $$
  select position('"handelse":"gallring"' in p_record) > 0 or position('"handelse":"glapp"' in p_record) > 0
      or position('"handelse":"nyckel"' in p_record) > 0
$$;

-- A hold that is being set and a pruning under way wait for each other.
create function lock_retention(p_logg text) returns void language sql as $$
  select pg_advisory_xact_lock(hashtextextended('insyn-gallring/' || p_logg, 0))
$$;

-- Prunes, of the records [from, to) of a log, those that its own record number p_nummer (handelse gallring) has said will go: not
-- those that it keeps, that are younger than it says, that are held by now, or that explain the log. The leaf hashes are kept in
-- the same transaction. Returns how many went. Runs with the rights of the tables' owner: whoever may prune needs no right to
-- delete records.
create function prune_access_records(p_logg text, p_nummer bigint, p_from bigint, p_to bigint) returns bigint
language plpgsql security definer set search_path from current as $$
declare
  span    constant bigint := access_record_span();
  details jsonb;
  kept    int8multirange;
  before  timestamptz;
  going   int8multirange;
  count   bigint;
begin
  perform lock_retention(p_logg);
  select record::jsonb #> '{atkomst,detaljer}' into details from access_record
   where logg = p_logg and nummer = p_nummer and position('"handelse":"gallring"' in record) > 0;
  if details is null or p_from < (details->>'fran')::bigint or p_to > least((details->>'till')::bigint, p_nummer) then
    raise exception 'no record of the log announces this pruning' using errcode = 'LG004';
  end if;
  before := (details->>'aldreAn')::timestamptz;
  select coalesce(range_agg(int8range(split_part(k, '-', 1)::bigint, split_part(k, '-', -1)::bigint, '[]')), '{}') into kept
    from jsonb_array_elements_text(details->'kvar') k;
  select coalesce(range_agg(int8range(nummer, nummer + 1)), '{}'), count(*) into going, count from access_record
   where logg = p_logg and nummer >= p_from and nummer < p_to and tid < before
     and not nummer <@ kept and not record_explains_log(record) and not record_is_held(logg, tid, person_ref, record);

  insert into pruned_leaf (logg, nummer, upto, leaves)
    select p_logg, min(nummer), max(nummer) + 1, string_agg(leaf, ''::bytea order by nummer)
      from (select nummer, leaf, nummer - row_number() over (order by nummer) as island from access_record
             where logg = p_logg and nummer >= p_from and nummer < p_to and nummer <@ going) g
     group by island, nummer / 1024;
  delete from access_index i using access_record r
   where r.logg = p_logg and r.nummer >= p_from and r.nummer < p_to and r.nummer <@ going
     and i.logg = r.logg and i.nummer = r.nummer and i.tid = r.tid;
  -- Spans that go whole go as tables, which leaves nothing to vacuum.
  for place in p_from / span .. p_to / span - 1 loop
    if place * span >= p_from then
      perform drop_access_record_partition(p_logg, place * span, going);
    end if;
  end loop;
  delete from access_record where logg = p_logg and nummer >= p_from and nummer < p_to and nummer <@ going;
  -- Those that have become empty, a little at a time.
  for place in 0 .. p_to / span - 1 loop
    perform drop_access_record_partition(p_logg, place * span, '{}');
  end loop;
  return count;
end $$;

-- Drops a partition in which nothing is left but what goes, unless somebody reads it: those who write must not wait behind readers.
create function drop_access_record_partition(p_logg text, p_nummer bigint, p_going int8multirange) returns void
language plpgsql as $$
declare
  name constant text := access_record_partition(p_logg, p_nummer);
  more boolean;
begin
  if to_regclass(name) is null then
    return;
  end if;
  execute format('select exists (select from %I where not nummer <@ $1)', name) into more using p_going;
  if not more then
    perform set_config('lock_timeout', '500ms', true);
    execute format('drop table %I', name);
    perform set_config('lock_timeout', '0', true);
  end if;
exception when lock_not_available then
  null;
end $$;
revoke execute on function drop_access_record_partition(text, bigint, int8multirange) from public;
revoke execute on function prune_access_records(text, bigint, bigint, bigint) from public;

-- Records that were lost with a database, by the record `glapp` that says which; and when versions and deliveries had been brought
-- in line with what had been sent before the loss.
create table log_gap (
  logg       text collate "C" not null,
  nummer     bigint not null,
  reconciled timestamptz,
  primary key (logg, nummer)
);
