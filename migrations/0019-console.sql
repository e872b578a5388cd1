-- Owner: src/console/sign-in.

-- Sessions of the console, as connect-pg-simple keeps them. Nothing in a row opens the session or names its person: `sid` is a
-- keyed reference of what the browser carries, and `sess` holds the sealed content, beside its end and the keyed references by
-- which the identity provider ends sessions.
create table console_session (
  sid    text collate "C" primary key,
  sess   jsonb not null,
  expire timestamptz not null
);
create index console_session_by_end on console_session (expire);
create index console_session_by_provider_session on console_session ((sess ->> 'providerSession'));
create index console_session_by_subject on console_session ((sess ->> 'subject'));

-- What a session keeps for a while, sealed: whom a page is about, what was asked. It goes with its session.
create table console_kept (
  -- keyed reference of the id in the address
  id      text collate "C" primary key,
  session text collate "C" not null references console_session on update cascade on delete cascade,
  sealed  text collate "C" not null,
  ends    timestamptz not null
);
create index console_kept_by_session on console_kept (session);
create index console_kept_by_end on console_kept (ends);

-- Logout tokens of the identity provider that have been used: none counts twice.
create table console_logout_token (
  -- keyed reference of the token's jti
  id   text collate "C" primary key,
  ends timestamptz not null
);
create index console_logout_token_by_end on console_logout_token (ends);
