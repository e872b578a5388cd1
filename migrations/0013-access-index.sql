-- Owner: src/atkomstlogg.

-- What the access log is searched by (docs/review.md). Written in the statement that writes the records, made anew from them by
-- `insyn logg indexera`, and pruned with them. It proves nothing: whatever is shown is read from the record itself.

-- What many records have in common, once. The id is a hash of the content, so that whoever writes knows it without asking.
-- Of a log, since every search is limited to logs.
create table access_profile (
  id        bigint primary key,
  logg      text collate "C" not null,
  event     text collate "C" not null,
  outcome   text collate "C" not null,
  cause     text collate "C" not null,
  -- a code of the policy; the reason of an act on the log is a text of its own each time, and stands in the record alone
  purpose   text collate "C",
  klient    text collate "C",
  roller    text[] collate "C" not null,
  flags     text[] collate "C" not null,
  -- the record tells that its person is protected
  protected boolean not null
);

-- The sets of kinds that were shown: apart, since what a person has varies freely beside all the above.
create table access_shown (
  id      bigint primary key,
  mangder text[] collate "C" not null
);

-- Who is named as end user, once; the id is a hash of the content.
create table access_actor (
  id            bigint primary key,
  utfardare     text collate "C",
  slutanvandare text collate "C" not null
);
create index access_actor_by_name on access_actor (slutanvandare);

-- One row for each record. Two logs may give the same number at the same time, but never under the same profile.
create table access_index (
  tid        timestamptz not null,
  nummer     bigint not null,
  profile    bigint not null,
  -- null: nothing was shown
  shown      bigint,
  actor      bigint,
  person_ref text collate "C",
  arende     text collate "C",
  tillstand  text collate "C",
  logg       text collate "C" not null,
  primary key (tid, nummer, profile) include (shown, actor)
-- Rows only come at the end, and a search reads the indexes alone where vacuum has been.
) with (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
create index access_index_by_profile on access_index (profile, tid, nummer) include (shown, actor);
create index access_index_by_shown on access_index (shown, tid, nummer, profile) include (actor) where shown is not null;
create index access_index_by_actor on access_index (actor, tid, nummer, profile) include (shown) where actor is not null;
create index access_index_by_person on access_index (person_ref) where person_ref is not null;
create index access_index_by_arende on access_index (arende) where arende is not null;
create index access_index_by_tillstand on access_index (tillstand) where tillstand is not null;
-- Few values stand for most rows; all of them should be known to the planner.
alter table access_index alter column profile set statistics 2000;
alter table access_index alter column shown set statistics 500;
alter table access_index alter column actor set statistics 500;

-- Profiles, sets and actors that the caller has not yet seen stored come as JSON, in the order of their ids: two writers that add the
-- same ones then never wait for each other.
create function index_access_records(
  p_logg text[], p_nummer bigint[], p_tid timestamptz[], p_person_ref text[],
  p_profile bigint[], p_shown bigint[], p_actor bigint[], p_arende text[], p_tillstand text[],
  p_profiles jsonb, p_sets jsonb, p_actors jsonb
) returns void language plpgsql as $$
begin
  if p_profiles is not null then
    insert into access_profile select * from jsonb_populate_recordset(null::access_profile, p_profiles) on conflict do nothing;
  end if;
  if p_sets is not null then
    insert into access_shown select * from jsonb_populate_recordset(null::access_shown, p_sets) on conflict do nothing;
  end if;
  if p_actors is not null then
    insert into access_actor select * from jsonb_populate_recordset(null::access_actor, p_actors) on conflict do nothing;
  end if;
  insert into access_index (tid, nummer, profile, shown, actor, person_ref, arende, tillstand, logg)
    select tid, nummer, profile, shown, actor, person_ref, arende, tillstand, logg
      from unnest(p_tid, p_nummer, p_profile, p_shown, p_actor, p_person_ref, p_arende, p_tillstand, p_logg)
           as r (tid, nummer, profile, shown, actor, person_ref, arende, tillstand, logg)
    on conflict do nothing;
end $$;

-- Removes the end users of whom no record is left. Whoever writes and has not seen an end user stored waits; whoever has, has
-- a record of that end user. When it cannot have the table at once, the next pruning does it. With the rights of the owner, as
-- pruning has.
create function drop_unused_access_actors() returns void language plpgsql security definer set search_path from current as $$
begin
  perform set_config('lock_timeout', '500ms', true);
  lock table access_actor in share row exclusive mode;
  perform set_config('lock_timeout', '0', true);
  delete from access_actor a where not exists (select from access_index i where i.actor = a.id);
exception when lock_not_available then
  null;
end $$;
revoke execute on function drop_unused_access_actors() from public;
