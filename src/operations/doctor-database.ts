import type pg from 'pg'

/** Without these a power loss takes back what was answered. */
const DURABLE = {
  fsync: ['on'],
  full_page_writes: ['on'],
  synchronous_commit: ['on', 'remote_apply', 'remote_write'],
} as const

/** What the server, the database and the role of the hub are not, and must be. */
export async function databaseShortcomings(pool: pg.Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: keyof typeof DURABLE; setting: string }>(
    'select name, setting from pg_settings where name = any($1)',
    [Object.keys(DURABLE)],
  )
  return [
    ...(await role(pool)),
    ...(await missingRights(pool)),
    ...(await sessionSettings(pool)),
    ...rows
      .filter(({ name, setting }) => !DURABLE[name].some((one) => one === setting))
      .map(({ name, setting }) => `${name} is ${setting}: set it to ${DURABLE[name][0]}`),
  ]
}

const FEW_CONNECTIONS = 10

/** What the hub's sessions get from the server, its database and its role. */
async function sessionSettings(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{
    isolation: string
    timeout: string | null
    winter: string | null
    summer: string | null
    free: number
    most: number
  }>(
    `select current_setting('default_transaction_isolation') as isolation,
            nullif(current_setting('transaction_timeout', true), '0') as timeout,
            to_char(timestamptz '2026-01-15 12:00Z' at time zone zone.name, 'HH24') as winter,
            to_char(timestamptz '2026-07-15 12:00Z' at time zone zone.name, 'HH24') as summer,
            current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
              - (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as free,
            current_setting('max_connections')::int as most
       from (select (select name from pg_timezone_names where name = 'Europe/Stockholm') as name) zone`,
  )
  const [{ isolation = '', timeout = null, winter = null, summer = null, free = 0, most = 0 } = {}] = rows
  return [
    ...(isolation === 'read committed'
      ? []
      : [`default_transaction_isolation is ${isolation}: alter role … set it to 'read committed'`]),
    ...(timeout === null ? [] : [`transaction_timeout is ${timeout}: it cuts migrations; alter role … set it to 0`]),
    ...(winter === '13' && summer === '14'
      ? []
      : ['the server does not know Europe/Stockholm, by which nights are counted: renew its time zone data']),
    ...(free >= FEW_CONNECTIONS ? [] : [`${free} of ${most} connections are free: raise max_connections`]),
  ]
}

const NAMED = 5

/** Every table is read, every sequence used, and that of the versions moved on: grants do not reach what a new version makes. */
async function missingRights(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and not relispartition
        and case when relkind in ('r', 'p') then not has_table_privilege(oid, 'select')
                 when relname = 'uppgift_version' then not (has_sequence_privilege(oid, 'select') and has_sequence_privilege(oid, 'update'))
                 when relkind = 'S' then not has_sequence_privilege(oid, 'usage') else false end
      order by relname = 'uppgift_version' desc, 1`,
  )
  if (rows.length === 0) return []
  const names = rows.slice(0, NAMED).map(({ name }) => name)
  return [
    `the hub's role lacks rights on ${rows.length} tables and sequences (${names.join(', ')}${rows.length > NAMED ? ', …' : ''}): grant them as the owner (docs/operations.md, Roles), again after each new version`,
  ]
}

const LEAST_VERSION = 150_000

/** Which server it is, and what the hub's role may do there beside its work. */
async function role(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{
    version: number
    encoding: string
    standby: boolean
    rights: readonly string[]
  }>(
    `select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding,
            pg_is_in_recovery() as standby,
            array_remove(array[case when rolsuper then 'SUPERUSER' end, case when rolcreaterole then 'CREATEROLE' end,
              case when rolreplication then 'REPLICATION' end,
              case when rolbypassrls then 'BYPASSRLS' end], null) as rights
       from pg_roles where rolname = current_user`,
  )
  const { version = LEAST_VERSION, encoding = 'UTF8', standby = false, rights = [] } = rows[0] ?? {}
  return [
    ...(version < LEAST_VERSION ? [`PostgreSQL ${Math.floor(version / 10_000)}: 15 or later is needed`] : []),
    ...(encoding === 'UTF8' ? [] : [`the database is in ${encoding}: make one in UTF8`]),
    ...(standby ? ['a standby answers, which takes no writes: let databas name the primary'] : []),
    ...rights.map((right) => `the hub's role has ${right}: alter role … no${right.toLowerCase()}`),
  ]
}
