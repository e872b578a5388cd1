import type pg from 'pg'
import { InsynError } from '../../errors.ts'

/** Of a server. */
export interface ServerAddress {
  readonly url: string
  readonly tls?: DatabaseTls
}

/** PEM texts. */
export interface DatabaseTls {
  /** The authorities that sign the server's certificate, in place of those that Node trusts. */
  readonly ca?: string
  readonly certifikat?: string
  readonly nyckel?: string
}

/** Parameters that pg reads with meanings of its own, or files for. */
const HANDLED = 'sslmode ssl sslrootcert sslcert sslkey sslcrl uselibpqcompat'.split(' ')

/**
 * TLS by `sslmode` with the meaning that libpq gives it. What would fall back to clear text is refused. Throws KONFIG_OGILTIG.
 */
export function urlConfig(text: string, tls: DatabaseTls = {}): Pick<pg.ClientConfig, 'connectionString' | 'ssl'> {
  const url = parsed(text)
  const mode = sslMode(url, tls)
  const named = HANDLED.find((name) => name !== 'sslmode' && url.searchParams.has(name))
  if (named !== undefined) throw refused(`takes no ${named}: use sslmode, and databas.ca, certifikat and nyckel`)
  url.searchParams.delete('sslmode')
  const { ca, certifikat: cert, nyckel: key } = tls
  const files = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  }
  const anyName = { checkServerIdentity: () => undefined }
  const modes: Readonly<Record<string, pg.ClientConfig['ssl']>> = {
    disable: false,
    // With authorities libpq takes it for verify-ca.
    require: ca === undefined ? { ...files, rejectUnauthorized: false } : { ...files, ...anyName },
    'verify-ca': { ...files, ...anyName },
    'verify-full': files,
  }
  if (!Object.hasOwn(modes, mode)) throw refused(`has an sslmode that is none of ${Object.keys(modes).join(', ')}`)
  if (mode === 'verify-ca' && ca === undefined) throw refused('has sslmode=verify-ca, which needs databas.ca')
  if (mode === 'disable' && Object.keys(files).length > 0) throw refused('has sslmode=disable beside certificates')
  return { connectionString: url.href, ssl: modes[mode] }
}

/** Where the address names no mode: libpq's own default would fall back to clear text. */
export const sslMode = (url: URL, tls: DatabaseTls): string =>
  url.searchParams.get('sslmode') ?? (tls.ca === undefined ? 'disable' : 'verify-full')

function parsed(text: string): URL {
  try {
    const url = new URL(text)
    if (![url.hostname, url.searchParams.get('host')].some((host) => host?.includes(','))) return url
  } catch {
    // Said below, without what the parser quotes.
  }
  throw refused('is no URL of one server; several hosts are not supported: use a name that follows the primary')
}

/** The address holds a password: it is not quoted. */
const refused = (why: string): InsynError => new InsynError('KONFIG_OGILTIG', `/databas: the address ${why}`)
