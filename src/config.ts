import { readFileSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { validate } from 'node-cron'
import { InsynError } from './errors.ts'
import type { SourceName } from './informationsmangd.ts'
import { createYamlReader, invalid, parseYaml } from './platform/checked-yaml.ts'

/** Which case system the hub mirrors into, and how it is reached. */
export interface CaseSystemOptions {
  readonly url: string
  readonly token: string
  /** Days that a closed case keeps what was mirrored into it. */
  readonly rensaEfterDygn: number
  /** The client whose cases those are that the case system's own list names. */
  readonly klient: string
  /** Absent: the case system follows the hub's own REST contract. */
  readonly supportManagement?: {
    /** Address of the JSON schema service beside support-management. */
    readonly schemaUrl: string
    readonly kommun: string
    readonly namnrymd: string
    readonly avsandare: string
    readonly oppnaStatus: readonly string[]
    readonly arendetagg: string
  }
}

/** Settings of the bus: config/schema/insyn.schema.json describes each. */
export interface KafkaOptions {
  /** `host:port` of some brokers; the rest are discovered. */
  readonly broker: readonly string[]
  readonly klientId: string
  /** The consumer group of the mirror workers. */
  readonly grupp: string
  /** Prefix of all topic names. */
  readonly amnesprefix: string
  /** PEM texts; `{}` trusts the certificate authorities that Node trusts. */
  readonly tls?: { readonly ca?: string; readonly nyckel?: string; readonly certifikat?: string }
  readonly sasl?: {
    readonly mekanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
    readonly anvandare: string
    readonly losenord: string
  }
  readonly amnen: {
    readonly partitioner: number
    readonly replikering: number
    readonly minInsync: number
    /** Days that the topic of the access log is kept. */
    readonly loggDygn: number
  }
}

/** An issuer of access tokens: `utfardare` in the settings. */
export interface Issuer {
  /** Names it in client contracts and in access records; never given to another issuer. */
  readonly namn: string
  readonly issuer: string
  /** `http(s)://…`, or the path of a file. */
  readonly jwks: string
  readonly audience: string
  readonly algoritmer: readonly string[]
  /** Seconds. */
  readonly klockskevhet: number
  /** Seconds that a token may be valid, from `iat` to `exp`. */
  readonly hogstaLivslangd: number
  /** Of the token's header (RFC 9068); `valfri` for an issuer that marks its access tokens in no way. */
  readonly typ: 'at+jwt' | 'JWT' | 'valfri'
  /** Names of the claims that identify the caller. */
  readonly ansprak: {
    readonly klient: string
    /** The subject: stable, and the same for one person through every client. */
    readonly slutanvandare: string
    readonly roller: string
    readonly personnummer?: string
  }
  /** Whether a token counts only together with the client certificate it was issued to (RFC 8705). */
  readonly certifikatbindning: 'required' | 'when-present' | 'off'
}

/**
 * Settings of one installation: config/schema/insyn.schema.json describes each. A source's own part has the source's name
 * and the shape of its schema (kallor.schema.json); the composition root hands it to that source.
 */
export interface Config extends Readonly<Partial<Record<SourceName, unknown>>> {
  readonly http: {
    readonly adress: string
    readonly port: number
    /** Number of processes that serve the API; with 1 the hub is one process. */
    readonly processer: number
    /** PEM texts. */
    readonly tls?: { readonly nyckel: string; readonly certifikat: string; readonly klientCa?: string }
    /** Addresses and CIDR blocks of the proxies whose Client-Cert header is trusted. */
    readonly betroddaProxyer: readonly string[]
    /** Bearer token of the operator's monitoring; absent: no metrics are served. */
    readonly driftToken?: string
  }
  readonly databas: string
  readonly tillstand: string
  readonly huvudnyckel?: string
  readonly loggnamn: string
  /** Name of the file with the opening hours. */
  readonly oppettider: string
  /** Name of a file with further clients, of the demo. */
  readonly klienter?: string
  /** Whether the environment says NODE_ENV=production: nothing of the demo is then taken. */
  readonly production: boolean
  readonly arendesystem: CaseSystemOptions
  /** Absent: without a bus, the mirror worker reads the outbox itself. */
  readonly kafka?: KafkaOptions
  readonly utfardare: readonly Issuer[]
  readonly synk: {
    readonly samtidiga: number
    readonly volymvakt: { readonly andel: number; readonly minst: number }
    readonly karantanDygn: number
    readonly omforsokMs: readonly number[]
    readonly fristMs: number
    readonly tak: number
    /** Scopes read at the same time: of a whole shared service, otherwise of one installation. */
    readonly perKalla: Readonly<Partial<Record<SourceName, number>>>
  }
  /** Cron expressions, by the clock in Stockholm. */
  readonly schema: { readonly fullstandig?: string; readonly andrade?: string; readonly avstamning?: string }
  readonly direkt: {
    /** Milliseconds that each source has to answer a live read. */
    readonly fristMs: number
    /** Live reads at the same time: of a whole shared service and of one company in it, otherwise of one installation. */
    readonly samtidiga: Readonly<Partial<Record<SourceName | `${SourceName}Foretag`, number>>>
    readonly brytare: { readonly fel: number; readonly viloMs: number }
  }
  /** Minutes that an answer's references to persons and invoices can be used. */
  readonly referensMinuter: number
  /** Thresholds for alerts about one end user: `antal` within `minuter` minutes. */
  readonly larm: {
    readonly uppslag: { readonly antal: number; readonly minuter: number }
    readonly nekade: { readonly antal: number; readonly minuter: number }
  }
  readonly loggniva: string
  /** The folder that the settings file lies in, with the policy and the manifests beside it. */
  readonly folder: string
}

/** The settings file as written: keys with a default may be absent. */
type Settings = Omit<
  Config,
  'folder' | 'production' | 'synk' | 'direkt' | 'larm' | 'kafka' | 'schema' | 'arendesystem'
> & {
  readonly arendesystem: Omit<CaseSystemOptions, 'rensaEfterDygn' | 'klient' | 'supportManagement'> & {
    readonly rensaEfterDygn?: number
    readonly klient?: string
    readonly supportManagement?: Omit<NonNullable<CaseSystemOptions['supportManagement']>, 'arendetagg'> & {
      readonly arendetagg?: string
    }
  }
  readonly schema?: Config['schema']
  readonly kafka?: Partial<Omit<KafkaOptions, 'amnen'>> &
    Pick<KafkaOptions, 'broker'> & { amnen?: Partial<KafkaOptions['amnen']> }
  readonly synk: Omit<Config['synk'], 'perKalla'> & { readonly perKalla?: Config['synk']['perKalla'] }
  readonly larm?: Partial<Config['larm']>
  readonly direkt?: {
    readonly fristMs?: number
    readonly samtidiga?: Config['direkt']['samtidiga']
    readonly brytare?: Partial<Config['direkt']['brytare']>
  }
}

const LIVE: Config['direkt'] = { fristMs: 2_000, samtidiga: {}, brytare: { fel: 5, viloMs: 10_000 } }

const KAFKA = {
  klientId: 'insyn',
  grupp: 'insyn-spegling',
  amnesprefix: 'insyn',
  amnen: { partitioner: 6, replikering: 3, minInsync: 2, loggDygn: 90 },
} satisfies Omit<KafkaOptions, 'broker'>

export type Env = Readonly<Record<string, string | undefined>>

/**
 * Reads the settings file. Secrets are only ever references (`${env:NAME}`, `${file:/path}`), resolved here;
 * `${env:NAME|text}` is `text` where the environment has no NAME. A few environment variables override a setting, for
 * trying the hub out: INSYN_PORT, INSYN_TILLSTAND, INSYN_DATABAS, and KAFKA_BROKERS (`host:port,host:port`), which
 * without `kafka` in the settings configures a bus whose topics have a single replica. Throws KONFIG_OGILTIG naming the
 * file and the setting, never its value.
 */
export function loadConfig(file: string, env: Env): Config {
  const folder = resolve(dirname(file))
  const read = createYamlReader((parsed) => overridden(resolveReferences(parsed, '', folder, env), env))
  const settings = read<Settings>(folder, basename(file), 'insyn')
  const { kafka, ...others } = settings
  const config: Config = {
    ...others,
    folder,
    production: isProduction(env),
    ...(kafka === undefined ? {} : { kafka: { ...KAFKA, ...kafka, amnen: { ...KAFKA.amnen, ...kafka.amnen } } }),
    loggnamn: settings.loggnamn ?? 'insyn.local',
    oppettider: settings.oppettider ?? OPPETTIDER,
    loggniva: settings.loggniva ?? 'info',
    schema: settings.schema ?? {},
    arendesystem: defaultedCases(settings.arendesystem),
    referensMinuter: settings.referensMinuter ?? 15,
    larm: {
      uppslag: { antal: 60, minuter: 15, ...settings.larm?.uppslag },
      nekade: { antal: 10, minuter: 15, ...settings.larm?.nekade },
    },
    http: {
      ...settings.http,
      processer: settings.http.processer ?? 1,
      betroddaProxyer: settings.http.betroddaProxyer ?? [],
    },
    utfardare: settings.utfardare.map((one) => ({
      ...one,
      klockskevhet: one.klockskevhet ?? 5,
      hogstaLivslangd: one.hogstaLivslangd ?? 3_600,
      typ: one.typ ?? 'at+jwt',
      ansprak: { ...CLAIMS, ...one.ansprak },
      certifikatbindning: one.certifikatbindning ?? 'required',
    })),
    synk: { ...settings.synk, perKalla: settings.synk.perKalla ?? {} },
    direkt: {
      fristMs: settings.direkt?.fristMs ?? LIVE.fristMs,
      samtidiga: { ...LIVE.samtidiga, ...settings.direkt?.samtidiga },
      brytare: { ...LIVE.brytare, ...settings.direkt?.brytare },
    },
  }
  if (config.production) refuseDemo(basename(file), config)
  checkIssuers(basename(file), config)
  checkBinding(basename(file), config)
  checkSchedule(basename(file), config)
  return config
}

const defaultedCases = ({ supportManagement, ...cases }: Settings['arendesystem']): CaseSystemOptions => ({
  rensaEfterDygn: 0,
  klient: 'arendesystem',
  ...cases,
  ...(supportManagement === undefined ? {} : { supportManagement: { arendetagg: 'caseId', ...supportManagement } }),
})

/** Claim names of RFC 9068, and Insyn's own for the roles. */
const CLAIMS = { klient: 'client_id', slutanvandare: 'sub', roller: 'roller' }

/** Two entries of one name or one issuer would leave unclear who a person is, or which settings count. */
function checkIssuers(file: string, { utfardare }: Config): void {
  for (const key of ['namn', 'issuer'] as const) {
    const again = utfardare.findIndex((one, i) => utfardare.findIndex((other) => other[key] === one[key]) !== i)
    if (again !== -1) throw invalid(file, `/utfardare/${again}/${key}`, 'is that of another entry')
  }
}

function checkSchedule(file: string, { schema }: Config): void {
  for (const [kind, expression] of Object.entries(schema))
    if (!validate(expression)) throw invalid(file, `/schema/${kind}`, 'must be a cron expression')
}

const isProduction = (env: Env): boolean => env.NODE_ENV === 'production'

/** The demo's database lives and dies with the hub, its issuer gives tokens to anybody, and its staff never go home. */
function refuseDemo(file: string, { databas, oppettider, klienter, utfardare }: Config): void {
  const refused = 'which NODE_ENV=production refuses'
  if (databas === 'inbyggd')
    throw invalid(
      file,
      '/databas',
      `is the embedded database, ${refused}: set it (INSYN_DATABAS) to a PostgreSQL's URL`,
    )
  if (oppettider.includes('demo')) throw invalid(file, '/oppettider', `is a file of the demo, ${refused}: remove it`)
  if (klienter !== undefined) throw invalid(file, '/klienter', `adds clients of the demo, ${refused}: remove it`)
  for (const [index, { issuer, jwks }] of utfardare.entries())
    for (const [key, url] of Object.entries({ issuer, jwks }))
      if (url.startsWith('http:'))
        throw invalid(file, `/utfardare/${index}/${key}`, `is over plain http as the demo's issuer, ${refused}`)
}

/**
 * An issuer that requires a certificate which no connection can present would refuse every call: the start fails
 * instead.
 */
function checkBinding(file: string, { http, utfardare }: Config): void {
  const demanding = utfardare.findIndex(({ certifikatbindning }) => certifikatbindning === 'required')
  if (demanding !== -1 && http.tls === undefined && http.betroddaProxyer.length === 0)
    throw invalid(
      file,
      `/utfardare/${demanding}/certifikatbindning`,
      'is required (also when absent), which needs http.tls or http.betroddaProxyer: set one of them, or another value here',
    )
}

const OPPETTIDER = 'oppettider.yaml'

/** Where the policy of an installation lies, read without resolving any secret. */
export function policyPlace(file: string): Pick<Config, 'folder' | 'oppettider' | 'klienter'> {
  const settings = parseYaml(resolve(file), basename(file)) as { oppettider?: unknown; klienter?: unknown } | null
  const { oppettider, klienter } = settings ?? {}
  return {
    folder: resolve(dirname(file)),
    oppettider: typeof oppettider === 'string' ? oppettider : OPPETTIDER,
    ...(typeof klienter === 'string' ? { klienter } : {}),
  }
}

/** Settings of a bus that is named by KAFKA_BROKERS alone: it may have a single broker. */
const TRY_OUT = { amnen: { replikering: 1, minInsync: 1 } }

function overridden(settings: unknown, env: Env): unknown {
  if (typeof settings !== 'object' || settings === null) return settings
  const { http, kafka } = settings as { http?: object; kafka?: object }
  const port = env.INSYN_PORT === undefined ? {} : { port: Number(env.INSYN_PORT) }
  return {
    ...settings,
    ...(http === undefined ? {} : { http: { ...http, ...port } }),
    ...(env.INSYN_TILLSTAND === undefined ? {} : { tillstand: env.INSYN_TILLSTAND }),
    ...(env.INSYN_DATABAS === undefined ? {} : { databas: env.INSYN_DATABAS }),
    ...(env.KAFKA_BROKERS ? { kafka: { ...(kafka ?? TRY_OUT), broker: env.KAFKA_BROKERS.split(',') } } : {}),
  }
}

const REFERENCE = /\$\{(env|file):([^}]+)\}/g

function resolveReferences(value: unknown, pointer: string, folder: string, env: Env): unknown {
  if (typeof value === 'string')
    return value.replace(REFERENCE, (_, kind: string, name: string) => lookUp(kind, name, pointer, folder, env))
  if (Array.isArray(value)) return value.map((one, index) => resolveReferences(one, `${pointer}/${index}`, folder, env))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, resolveReferences(one, `${pointer}/${key}`, folder, env)]),
  )
}

function lookUp(kind: string, name: string, pointer: string, folder: string, env: Env): string {
  if (kind === 'env') {
    const [variable = '', fallback] = name.split('|')
    if (variable.startsWith('INSYN_DEMO') && isProduction(env))
      throw new InsynError('KONFIG_OGILTIG', `${pointer}: ${variable} is the demo's, which NODE_ENV=production refuses`)
    const value = env[variable] ?? fallback
    if (value === undefined)
      throw new InsynError('KONFIG_OGILTIG', `${pointer}: set the environment variable ${variable}`)
    return value
  }
  try {
    return readFileSync(isAbsolute(name) ? name : join(folder, name), 'utf8').trim()
  } catch {
    throw new InsynError('KONFIG_OGILTIG', `${pointer}: the file ${name} cannot be read`)
  }
}
