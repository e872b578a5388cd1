import { readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { InsynError } from '../errors.ts'

export type Env = Readonly<Record<string, string | undefined>>

export const isProduction = (env: Env): boolean => env.NODE_ENV === 'production'

/** Settings of a bus that is named by KAFKA_BROKERS alone: it may have a single broker. */
const TRY_OUT = { amnen: { replikering: 1, minInsync: 1 } }

/** The settings with what the environment overrides in them. */
export function overridden(settings: unknown, env: Env): unknown {
  if (typeof settings !== 'object' || settings === null) return settings
  const { http, kafka, databas: stated } = settings as { http?: object; kafka?: object; databas?: unknown }
  const port = env.INSYN_PORT === undefined ? {} : { port: Number(env.INSYN_PORT) }
  return {
    ...settings,
    ...(http === undefined ? {} : { http: { ...http, ...port } }),
    ...(env.INSYN_TILLSTAND === undefined ? {} : { tillstand: env.INSYN_TILLSTAND }),
    ...(env.INSYN_DATABAS === undefined ? {} : { databas: databaseAt(env.INSYN_DATABAS, stated) }),
    ...(env.KAFKA_BROKERS ? { kafka: { ...(kafka ?? TRY_OUT), broker: env.KAFKA_BROKERS.split(',') } } : {}),
  }
}

/** The certificates of the settings stay. */
const databaseAt = (url: string, stated: unknown): unknown =>
  typeof stated === 'object' && stated !== null && url !== 'inbyggd' ? { ...stated, url } : url

const REFERENCE = /\$\{(env|file):([^}]+)\}/g

/** Every `${env:…}` and `${file:…}` replaced by what it names; `pointer` is the place of `value` in the settings. */
export function resolveReferences(value: unknown, pointer: string, folder: string, env: Env): unknown {
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
