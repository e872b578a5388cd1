-- The access log: one Merkle log per controller (docs/atkomstlogg.md). Rows are only ever added.

create table atkomst (
  logg        text collate "C" not null,
  -- the leaf's index in the tree: dense from 0
  nummer      bigint not null check (nummer >= 0),
  -- copies of what the record says, for finding it; the record's own bytes are what counts
  tid         timestamptz not null,
  person_ref  text collate "C",
  handelse_id text collate "C" not null,
  -- text, not jsonb: the leaf hash is over these very bytes
  post        text collate "C" not null,
  blad        bytea not null check (octet_length(blad) = 32),
  primary key (logg, nummer)
);
create index atkomst_person on atkomst (logg, person_ref, tid) where person_ref is not null;

-- How far each log has come, and the roots of its perfect subtrees: all that is needed to go on. Rewritten at every
-- commit, so that the page keeps room for the next version of its rows.
create table logg_huvud (
  logg      text collate "C" primary key,
  storlek   bigint not null check (storlek > 0),
  intervall bytea not null check (octet_length(intervall) > 0 and octet_length(intervall) % 32 = 0)
) with (fillfactor = 30);

create function atkomst_orubblig() returns trigger language plpgsql as $$
begin
  raise exception 'the access log is append-only' using errcode = 'LG003';
end $$;

create trigger atkomst_orubblig before update or delete or truncate on atkomst
  for each statement execute function atkomst_orubblig();
create trigger logg_huvud_stannar before delete or truncate on logg_huvud
  for each statement execute function atkomst_orubblig();

create function logg_huvud_vaxer() returns trigger language plpgsql as $$
begin
  if new.logg <> old.logg or new.storlek <= old.storlek then
    raise exception 'the head of a log only moves on' using errcode = 'LG003';
  end if;
  return new;
end $$;

create trigger logg_huvud_vaxer before update on logg_huvud
  for each row execute function logg_huvud_vaxer();

-- One batch over any number of logs, all or nothing. Moves each head from the size the writer built on; when one has
-- been moved by somebody else the batch is refused with LG001 and has to be built anew. Heads come in order of their
-- name, so that two writers cannot wait for each other. Leaf hashes come as one string of bytes. A commit that does
-- not wait for the disk is no commit here (LG002).
create function skriv_atkomst(
  p_huvud text[], p_fran bigint[], p_till bigint[], p_intervall bytea[],
  p_logg text[], p_nummer bigint[], p_tid timestamptz[], p_person_ref text[], p_handelse_id text[], p_post text[],
  p_blad bytea
) returns void language plpgsql as $$
begin
  if current_setting('synchronous_commit') not in ('on', 'remote_apply') then
    raise exception 'synchronous_commit is off' using errcode = 'LG002';
  end if;
  for i in 1 .. cardinality(p_huvud) loop
    if p_fran[i] = 0 then
      insert into logg_huvud (logg, storlek, intervall) values (p_huvud[i], p_till[i], p_intervall[i])
        on conflict (logg) do nothing;
    else
      update logg_huvud set storlek = p_till[i], intervall = p_intervall[i]
        where logg = p_huvud[i] and storlek = p_fran[i];
    end if;
    if not found then
      raise exception 'the head of a log has moved' using errcode = 'LG001';
    end if;
  end loop;
  insert into atkomst (logg, nummer, tid, person_ref, handelse_id, post, blad)
    select rad.logg, rad.nummer, rad.tid, rad.person_ref, rad.handelse_id, rad.post,
           substring(p_blad from 32 * rad.plats::int - 31 for 32)
      from unnest(p_logg, p_nummer, p_tid, p_person_ref, p_handelse_id, p_post)
        with ordinality as rad (logg, nummer, tid, person_ref, handelse_id, post, plats);
end $$;
