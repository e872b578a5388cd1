import { Cron } from 'croner'
import { SOURCES } from '../informationsmangd.ts'
import { invalid } from '../platform/checked-yaml.ts'
import { checkConsole, type ConsoleChecked } from './check-console.ts'
import { checkNotices, type NoticeOptions } from './notice-options.ts'

/** A PostgreSQL: `databas` in the settings, when more than a URL is said of it. Certificates are PEM texts. */
export interface DatabaseOptions {
  readonly url: string
  /** With the role that owns the tables, for migrations alone; empty or absent: `url` does both. */
  readonly agareUrl?: string
  readonly ca?: string
  readonly certifikat?: string
  readonly nyckel?: string
}

interface Settings extends ConsoleChecked {
  readonly production: boolean
  readonly databas: string | DatabaseOptions
  readonly oppettider: string
  readonly klienter?: string
  readonly granskare?: string
  readonly schema: Readonly<Record<string, unknown>> & {
    readonly uppehall: readonly {
      readonly fran?: string
      readonly till?: string
      readonly kallor?: readonly string[]
    }[]
  }
  readonly http: ConsoleChecked['http'] & { readonly tls?: object; readonly betroddaProxyer: readonly string[] }
  readonly kafka?: object
  readonly meddelanden: NoticeOptions
  readonly atkomstlogg: { readonly publicera: { readonly katalog?: string; readonly kafka?: boolean } }
  readonly utfardare: readonly {
    readonly namn: string
    readonly issuer: string
    readonly jwks: string
    readonly certifikatbindning: string
  }[]
}

/** What no schema can say. Throws KONFIG_OGILTIG naming the file and the setting. */
export function checkSettings(file: string, config: Settings): void {
  if (config.production) refuseDemo(file, config)
  checkIssuers(file, config)
  checkBinding(file, config)
  checkSchedule(file, config)
  checkPublishing(file, config)
  checkConsole(file, config)
  checkNotices(file, config)
}

function checkPublishing(file: string, { kafka, production, atkomstlogg: { publicera } }: Settings): void {
  if (publicera.kafka === true && kafka === undefined)
    throw invalid(file, '/atkomstlogg/publicera/kafka', 'needs the setting kafka')
  if (production && publicera.katalog === 'publicerat')
    throw invalid(
      file,
      '/atkomstlogg/publicera/katalog',
      'is in the state folder, which NODE_ENV=production refuses: name one on other storage',
    )
}

/** Two entries of one name or one issuer would leave unclear who a person is, or which settings count. */
function checkIssuers(file: string, { utfardare }: Settings): void {
  for (const key of ['namn', 'issuer'] as const) {
    const again = utfardare.findIndex((one, i) => utfardare.findIndex((other) => other[key] === one[key]) !== i)
    if (again !== -1) throw invalid(file, `/utfardare/${again}/${key}`, 'is that of another entry')
  }
}

function checkSchedule(file: string, { schema: { uppehall, ...expressions } }: Settings): void {
  for (const [kind, expression] of Object.entries(expressions))
    if (!isCronExpression(expression))
      throw invalid(file, `/schema/${kind}`, 'must be a cron expression of five fields that names a time to come')
  for (const [index, { fran, till, kallor = [] }] of uppehall.entries()) {
    const unknown = kallor.findIndex((one) => !SOURCES.some((source) => source === one))
    if (unknown !== -1) throw invalid(file, `/schema/uppehall/${index}/kallor/${unknown}`, 'is no source')
    if (fran !== undefined && till !== undefined && fran > till)
      throw invalid(file, `/schema/uppehall/${index}/till`, 'is before fran')
  }
}

function isCronExpression(text: unknown): text is string {
  try {
    return typeof text === 'string' && new Cron(text, { mode: '5-part', paused: true }).nextRun() !== null
  } catch {
    return false
  }
}

/** The demo's database lives and dies with the hub, its issuer gives tokens to anybody, and its staff never go home. */
function refuseDemo(file: string, { databas, oppettider, klienter, granskare, utfardare }: Settings): void {
  const refused = 'which NODE_ENV=production refuses'
  if (databas === 'inbyggd')
    throw invalid(
      file,
      '/databas',
      `is the embedded database, ${refused}: set it (INSYN_DATABAS) to a PostgreSQL's URL`,
    )
  if (oppettider.includes('demo')) throw invalid(file, '/oppettider', `is a file of the demo, ${refused}: remove it`)
  if (klienter !== undefined) throw invalid(file, '/klienter', `adds clients of the demo, ${refused}: remove it`)
  if (granskare !== undefined) throw invalid(file, '/granskare', `adds officers of the demo, ${refused}: remove it`)
  for (const [index, { issuer, jwks }] of utfardare.entries())
    for (const [key, url] of Object.entries({ issuer, jwks }))
      if (url.startsWith('http:'))
        throw invalid(file, `/utfardare/${index}/${key}`, `is over plain http as the demo's issuer, ${refused}`)
}

/**
 * An issuer that requires a certificate which no connection can present would refuse every call: the start fails
 * instead.
 */
function checkBinding(file: string, { http, utfardare }: Settings): void {
  const demanding = utfardare.findIndex(({ certifikatbindning }) => certifikatbindning === 'required')
  if (demanding !== -1 && http.tls === undefined && http.betroddaProxyer.length === 0)
    throw invalid(
      file,
      `/utfardare/${demanding}/certifikatbindning`,
      'is required (also when absent), which needs http.tls or http.betroddaProxyer: set one of them, or another value here',
    )
}
