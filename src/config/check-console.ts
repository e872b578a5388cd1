import { createPrivateKey, X509Certificate } from 'node:crypto'
import { invalid } from '../platform/checked-yaml.ts'
import type { ConsoleOptions } from './console-options.ts'

/** The settings that the console's are held against. */
export interface ConsoleChecked {
  readonly production: boolean
  readonly http: { readonly publikAdress?: string }
  readonly utfardare: readonly { readonly namn: string; readonly issuer: string }[]
  readonly konsol?: ConsoleOptions
}

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** Throws KONFIG_OGILTIG naming the file and the setting. */
export function checkConsole(file: string, { konsol, utfardare, http, production }: ConsoleChecked): void {
  if (konsol === undefined) return
  const error = (setting: string, why: string) => invalid(file, `/konsol/${setting}`, why)
  const issuer = konsol.issuer ?? utfardare.find(({ namn }) => namn === konsol.utfardare)?.issuer
  if (issuer === undefined) throw error('utfardare', 'is not the namn of an utfardare in the settings')
  if (!URL.canParse(issuer)) throw error('issuer', 'must be a URL: that of the utfardare is none')
  const { protocol, hostname } = new URL(issuer)
  const demo = protocol === 'http:' && LOOPBACK.has(hostname)
  if (protocol !== 'https:' && (production || !demo))
    throw error('issuer', 'is over plain http, which only the demo on its own machine uses: set an https address')

  const { klientautentisering: method, hemlighet, nyckel, certifikat, ring } = konsol
  if (method === 'none' && (production || !demo))
    throw error('klientautentisering', 'is none, which only the demo uses: set private_key_jwt or client_secret_basic')
  if (method === 'client_secret_basic' && hemlighet === undefined) throw error('hemlighet', 'is needed')
  if (method === 'private_key_jwt' && nyckel === undefined) throw error('nyckel', 'is needed')
  if (certifikat !== undefined && !(method === 'private_key_jwt' && isOf(certifikat, nyckel)))
    throw error('certifikat', 'must be a certificate in PEM of the key in nyckel, for private_key_jwt')
  const twice = ring.find(({ kalla, stadsdel }, place) =>
    ring.slice(place + 1).some((other) => other.kalla === kalla && other.stadsdel === stadsdel),
  )
  if (twice !== undefined) throw error('ring', 'has two entries for the same source and stadsdel')

  // A browser has to find the hub where the identity provider sends it, and keep its cookie: __Host- is for a whole host.
  const address = http.publikAdress
  if (address === undefined) {
    if (!demo) throw invalid(file, '/http/publikAdress', 'is needed for konsol: where browsers reach the hub')
    return
  }
  const { protocol: scheme, hostname: host, pathname } = new URL(address)
  if (scheme !== 'https:' && (production || !LOOPBACK.has(host)))
    throw invalid(file, '/http/publikAdress', 'must be https for konsol: browsers keep its session over https alone')
  if (pathname !== '/')
    throw invalid(file, '/http/publikAdress', 'must have no path for konsol: its pages and its cookie are at the root')
}

function isOf(certificate: string, key = ''): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))
  } catch {
    // Its message may quote the key.
    return false
  }
}
