import { availableParallelism } from 'node:os'
import { basename, dirname, resolve } from 'node:path'
import { type CaseSystemOptions, type CaseSystemSettings, defaultedCaseSystem } from './config/case-system-options.ts'
import { checkSettings, type DatabaseOptions } from './config/check-settings.ts'
import { type ConsoleOptions, type ConsoleSettings, defaultedConsole } from './config/console-options.ts'
import { HTTP, type HttpOptions } from './config/http-options.ts'
import { defaultedKafka, type KafkaOptions, type KafkaSettings } from './config/kafka-options.ts'
import { defaultedNotices, type NoticeOptions, type NoticeSettings } from './config/notice-options.ts'
import { type Env, isProduction, overridden, resolveReferences } from './config/references.ts'
import type { SourceName } from './informationsmangd.ts'
import { createYamlReader, parseYaml } from './platform/checked-yaml.ts'

/** Days on which nothing is read by the clock; absent fields: every source, every stadsdel. */
export interface Blackout {
  /** Why, in words that operations see. */
  readonly orsak: string
  /** Of each month; `sista` is the last one. */
  readonly dagar?: readonly (number | 'sista')[]
  /** First and last day, `YYYY-MM-DD`. */
  readonly fran?: string
  readonly till?: string
  readonly kallor?: readonly SourceName[]
  readonly stadsdelar?: readonly string[]
}

/** A syslog receiver over TLS: `host:port`, and PEM texts. */
export interface SyslogReceiver {
  readonly adress: string
  readonly ca?: string
  readonly certifikat?: string
  readonly nyckel?: string
}

export interface AccessLogOptions {
  /** Places of checkpoints that the owner of the database cannot rewrite. */
  readonly publicera: {
    /** A folder on other storage; `publicerat`: in the state folder, for trying it out. */
    readonly katalog?: string
    readonly syslog?: SyslogReceiver
    /** To the topic of checkpoints. */
    readonly kafka?: boolean
  }
  /** An authority that time stamps checkpoints (RFC 3161). */
  readonly tidsstampel?: { readonly url: string; readonly ca?: string }
  /** Receives each access record as it is written. */
  readonly flode: { readonly syslog?: SyslogReceiver }
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
    /** The logs that the end user reads as an officer. */
    readonly loggar?: string
  }
  /** Whether a token counts only together with the client certificate it was issued to (RFC 8705). */
  readonly certifikatbindning: 'required' | 'when-present' | 'off'
}

/**
 * Settings of one installation: config/schema/insyn.schema.json describes each. A source's own part has the source's name
 * and the shape of its schema (kallor.schema.json); the composition root hands it to that source.
 */
export interface Config extends Readonly<Partial<Record<SourceName, unknown>>> {
  readonly http: HttpOptions
  /** A collector of traces; absent: none are recorded. */
  readonly spar?: { readonly otlp: string; readonly token?: string; readonly andel?: number }
  /** `inbyggd`, the URL of a PostgreSQL, or that with more. */
  readonly databas: string | DatabaseOptions
  readonly tillstand: string
  readonly huvudnyckel?: string
  /** Opens the keyring too. */
  readonly tidigareHuvudnyckel?: string
  readonly loggnamn: string
  /** Name of the file with the opening hours. */
  readonly oppettider: string
  /** Name of a file with further clients, of the demo. */
  readonly klienter?: string
  /** Name of a file with further officers, of the demo. */
  readonly granskare?: string
  /** Whether the environment says NODE_ENV=production: nothing of the demo is then taken. */
  readonly production: boolean
  readonly arendesystem: CaseSystemOptions
  /** Absent: without a bus, the mirror worker reads the outbox itself. */
  readonly kafka?: KafkaOptions
  readonly utfardare: readonly Issuer[]
  /** Absent: nobody signs in to the console. */
  readonly konsol?: ConsoleOptions
  readonly synk: {
    readonly samtidiga: number
    /** Threads that read: no more scopes are read at the same time. */
    readonly arbetare: number
    readonly volymvakt: { readonly andel: number; readonly minst: number }
    readonly karantanDygn: number
    readonly omforsokMs: readonly number[]
    readonly fristMs: number
    /** Milliseconds for a login, a token or another small call around a read. */
    readonly smaAnropMs: number
    /** Milliseconds without anything from a source that has begun to answer. */
    readonly tystMs: number
    readonly tak: number
    /** Scopes read at the same time: of a whole shared service, otherwise of one installation. */
    readonly perKalla: Readonly<Partial<Record<SourceName, number>>>
  }
  /** Cron expressions, by the clock in Stockholm. */
  readonly schema: Readonly<
    Partial<Record<'fullstandig' | 'andrade' | 'betalstatus' | 'avstamning' | 'gallring', string>>
  > & {
    /** Days on which no source is read by the clock. */
    readonly uppehall: readonly Blackout[]
  }
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
  /** Where the access log goes beside the database. */
  readonly atkomstlogg: AccessLogOptions
  /** Who is told of what needs a person. */
  readonly meddelanden: NoticeOptions
  /** Years that the hub's own access log is kept; those of the boards are kept as their avtal say. */
  readonly loggAr: number
  readonly loggniva: string
  /** The folder that the settings file lies in, with the policy and the manifests beside it. */
  readonly folder: string
}

/** The settings file as written: keys with a default may be absent. */
type Settings = Omit<
  Config,
  | 'folder'
  | 'production'
  | 'loggAr'
  | 'synk'
  | 'direkt'
  | 'larm'
  | 'kafka'
  | 'schema'
  | 'arendesystem'
  | 'atkomstlogg'
  | 'konsol'
  | 'meddelanden'
> & {
  readonly meddelanden?: NoticeSettings
  readonly konsol?: ConsoleSettings
  readonly atkomstlogg?: Partial<AccessLogOptions>
  readonly arendesystem: CaseSystemSettings
  readonly loggAr?: number
  readonly schema?: Partial<Config['schema']>
  readonly kafka?: KafkaSettings
  readonly synk: Omit<Config['synk'], 'perKalla' | 'smaAnropMs' | 'tystMs' | 'arbetare'> &
    Partial<Pick<Config['synk'], 'perKalla' | 'smaAnropMs' | 'tystMs' | 'arbetare'>>
  readonly larm?: Partial<Config['larm']>
  readonly direkt?: {
    readonly fristMs?: number
    readonly samtidiga?: Config['direkt']['samtidiga']
    readonly brytare?: Partial<Config['direkt']['brytare']>
  }
}

const LIVE: Config['direkt'] = { fristMs: 2_000, samtidiga: {}, brytare: { fel: 5, viloMs: 10_000 } }

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
  const { kafka, konsol, ...others } = settings
  const issuers = settings.utfardare.map((one) => ({
    ...one,
    klockskevhet: one.klockskevhet ?? 5,
    hogstaLivslangd: one.hogstaLivslangd ?? 3_600,
    typ: one.typ ?? 'at+jwt',
    ansprak: { ...CLAIMS, ...one.ansprak },
    certifikatbindning: one.certifikatbindning ?? 'required',
  }))
  const config: Config = {
    ...others,
    ...(konsol === undefined ? {} : { konsol: defaultedConsole(konsol, issuers) }),
    folder,
    production: isProduction(env),
    ...(kafka === undefined ? {} : { kafka: defaultedKafka(kafka) }),
    loggnamn: settings.loggnamn ?? 'insyn.local',
    oppettider: settings.oppettider ?? OPPETTIDER,
    loggniva: settings.loggniva ?? 'info',
    atkomstlogg: { publicera: {}, flode: {}, ...settings.atkomstlogg },
    meddelanden: defaultedNotices(settings.meddelanden),
    loggAr: settings.loggAr ?? 5,
    schema: { gallring: '30 2 * * *', uppehall: [], ...settings.schema },
    arendesystem: defaultedCaseSystem(settings.arendesystem),
    referensMinuter: settings.referensMinuter ?? 15,
    larm: {
      uppslag: { antal: 60, minuter: 15, ...settings.larm?.uppslag },
      nekade: { antal: 10, minuter: 15, ...settings.larm?.nekade },
    },
    http: { ...HTTP, ...settings.http },
    utfardare: issuers,
    synk: {
      ...{ smaAnropMs: 10_000, tystMs: 300_000, perKalla: {} },
      arbetare: Math.max(2, availableParallelism()),
      ...settings.synk,
    },
    direkt: {
      fristMs: settings.direkt?.fristMs ?? LIVE.fristMs,
      samtidiga: { ...LIVE.samtidiga, ...settings.direkt?.samtidiga },
      brytare: { ...LIVE.brytare, ...settings.direkt?.brytare },
    },
  }
  checkSettings(basename(file), config)
  return config
}

/** Claim names of RFC 9068, and Insyn's own for the roles. */
const CLAIMS = { klient: 'client_id', slutanvandare: 'sub', roller: 'roller' }

const OPPETTIDER = 'oppettider.yaml'

/** Where the policy of an installation lies, read without resolving any secret. */
export function policyPlace(file: string): Pick<Config, 'folder' | 'oppettider' | 'klienter' | 'granskare'> {
  const settings = parseYaml(resolve(file), basename(file)) as Partial<
    Record<'oppettider' | 'klienter' | 'granskare', unknown>
  > | null
  const { oppettider, klienter, granskare } = settings ?? {}
  return {
    folder: resolve(dirname(file)),
    oppettider: typeof oppettider === 'string' ? oppettider : OPPETTIDER,
    ...(typeof klienter === 'string' ? { klienter } : {}),
    ...(typeof granskare === 'string' ? { granskare } : {}),
  }
}
