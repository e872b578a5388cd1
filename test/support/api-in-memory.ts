import { KeyObject } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose'
import { Registry } from 'prom-client'
import { createApp, type AppDeps } from '../../src/api/app.ts'
import { createAuth, type Utfardare } from '../../src/api/auth.ts'
import type { Idempotenslager } from '../../src/api/idempotency.ts'
import type { Operation } from '../../src/api/operation.ts'
import { operationer } from '../../src/api/operations.ts'
import { rapporteraTill, type Felrapport } from '../../src/api/report.ts'
import type { Atkomstlogg, Loggpost } from '../../src/atkomstlogg/access.ts'
import { discloseThrough } from '../../src/atkomstlogg/disclose.ts'
import { InsynError } from '../../src/errors.ts'
import type { Registerrad } from '../../src/uppslag/handlaggare/register.ts'
import type { Larm } from '../../src/uppslag/alerts/alert-store.ts'
import { lasManifest } from '../../src/mapping/load-manifests.ts'
import { lasPolicy } from '../../src/policy/load-policy.ts'
import type { Rakning } from '../../src/uppslag/statistics/statistics-store.ts'
import type { Arenden, OppnatArende } from '../../src/cases/arenden.ts'
import { lasKategorier } from '../../src/cases/categories.ts'
import { minnesspegel } from './memory-mirror.ts'
import { minnestillstand } from './memory-tillstand.ts'
import { testNycklar } from './keys.ts'

const KONFIG = join(import.meta.dirname, '../../config')
export const NU = new Date('2026-10-15T10:00:00Z')
export const riktigPolicy = () => lasPolicy(KONFIG, lasManifest(join(KONFIG, 'tittbehorighet')))

interface Tokenval {
  readonly klient?: string
  readonly roller?: readonly string[]
  readonly utgar?: number
  readonly slutanvandare?: string
  /** Claims beside the usual ones or instead of them. */
  readonly ansprak?: JWTPayload
  /** Header of the request. */
  readonly huvuden?: Readonly<Record<string, string>>
}

/** The API on a socket of its own, with the real configuration and everything behind the ports in memory. */
export async function startUppslagApp(
  andrat: Partial<AppDeps> = {},
  utfor: (deps: AppDeps) => readonly Operation[] = operationer,
) {
  const policy = andrat.policy ?? riktigPolicy()
  const nycklar = testNycklar(policy.stadsdelar.map(({ kod }) => kod))
  const spegel = minnesspegel(nycklar)
  const logg = minneslogg()
  const arenden = minnesarenden()
  const handlaggare: Registerrad[] = []
  const rakningar: Rakning[] = []
  const larm: Larm[] = []
  const klocka = andrat.klocka ?? (() => NU)
  const tillstand = minnestillstand(klocka)
  const rapporter: Felrapport[] = []
  const register = new Registry()
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const mapp = mkdtempSync(join(tmpdir(), 'insyn-app-'))
  const jwks = join(mapp, 'jwks.json')
  writeFileSync(jwks, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] }))
  const utfardare: Utfardare = {
    issuer: 'urn:test',
    jwks,
    audience: 'urn:insyn:api',
    algoritmer: ['ES256'],
    klockskevhet: 0,
    typ: 'at+jwt',
    ansprak: { klient: 'client_id', slutanvandare: 'sub', roller: 'roller', personnummer: 'personnummer' },
    certifikatbindning: 'when-present',
  }

  const deps: AppDeps = {
    policy,
    spegel,
    nycklar,
    arenden,
    handlaggarregister: {
      las: async (stadsdelar) => handlaggare.filter(({ stadsdel }) => stadsdelar.includes(stadsdel)),
    },
    statistik: {
      rakna: async (fran, till, stadsdel) =>
        rakningar.filter((en) => fran <= en.vecka && en.vecka <= till && (stadsdel ?? en.stadsdel) === en.stadsdel),
    },
    larm: { lista: async ({ slag }) => medAntal(larm.filter((ett) => (slag ?? ett.slag) === ett.slag)) },
    klocka,
    referensMs: 15 * 60_000,
    tillstand,
    // Every source answers that it has nobody.
    direkt: {
      fristMs: 20,
      las: async ({ omraden }) => omraden.map((ett) => ({ ...ett, svarade: true, last: NU, person: undefined })),
      svaradeSenast: () => true,
      ansluten: () => true,
    },
    kategorier: lasKategorier(KONFIG, policy),
    autentisera: createAuth([utfardare], { klocka, personRef: (nummer) => nycklar.personRef(nummer) }),
    klientcertifikat: () => undefined,
    avstangd: () => false,
    disclose: discloseThrough(logg),
    register,
    matvarden: () => register.metrics(),
    beredskap: [],
    rapportera: rapporteraTill((rapport) => rapporter.push(rapport)),
    forstaUppslaget: 'curl <adress>',
    idempotens: minnesidempotens(),
    ...andrat,
  }
  const app = createApp(deps, utfor(deps))
  const server = createServer(app)
  await new Promise<void>((klar) => server.listen(0, '127.0.0.1', klar))
  const bas = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`

  const innehall = ({ roller = ['aldre-direkt'], utgar = 3600, ansprak = {}, ...vem }: Tokenval = {}): JWTPayload => ({
    iss: 'urn:test',
    aud: 'urn:insyn:api',
    sub: vem.slutanvandare ?? 'anna',
    client_id: vem.klient ?? 'telefoni',
    roller,
    exp: Math.floor(NU.getTime() / 1000) + utgar,
    ...ansprak,
  })
  const token = async (val: Tokenval = {}) =>
    new SignJWT(innehall(val)).setProtectedHeader({ alg: 'ES256', kid: 'k', typ: 'at+jwt' }).sign(privateKey)

  const skicka = async (metod: string, vag: string, kropp: unknown, val: Tokenval = {}) => {
    const svar = await fetch(bas + vag, {
      method: metod,
      headers: {
        authorization: `Bearer ${await token(val)}`,
        'content-type': 'application/json',
        ...val.huvuden,
      },
      ...(kropp === undefined ? {} : { body: typeof kropp === 'string' ? kropp : JSON.stringify(kropp) }),
    })
    const text = await svar.text()
    return { status: svar.status, headers: svar.headers, text, json: JSON.parse(text) as Record<string, unknown> }
  }

  return {
    bas,
    handler: app,
    deps,
    policy,
    nycklar,
    spegel,
    logg,
    arenden,
    handlaggare,
    rakningar,
    larm,
    tillstand,
    rapporter,
    register,
    /** Its key and what its tokens say, for making ones that are wrong. */
    utfardare: { privat: KeyObject.from(privateKey), publik: publicKey, innehall },
    token,
    skicka,
    hamta: (vag: string, val?: Tokenval) => skicka('GET', vag, undefined, val),
    uppslag: (kropp: unknown, val?: Tokenval) => skicka('POST', '/api/v1/uppslag', kropp, val),
    async stop() {
      server.closeAllConnections()
      await new Promise((klar) => server.close(klar))
      rmSync(mapp, { recursive: true })
    },
  }
}

export type UppslagApp = Awaited<ReturnType<typeof startUppslagApp>>

/** Keeps what was written; rejects like the real one while `nere`. */
export function minneslogg(): Atkomstlogg & { readonly skrivna: Loggpost[]; nere: boolean } {
  const skrivna: Loggpost[] = []
  return {
    skrivna,
    nere: false,
    async skriv(poster) {
      if (this.nere) throw new InsynError('LOGG_OTILLGANGLIG', 'down for the test', { retryable: true })
      return poster.map((post) => {
        skrivna.push(post)
        return { logg: post.logg, nummer: skrivna.filter(({ logg }) => logg === post.logg).length }
      })
    },
  }
}

const medAntal = (larm: readonly Larm[]) => ({ larm, antal: larm.length })

function minnesarenden(): Arenden & { readonly oppnade: Map<string, OppnatArende> } {
  const oppna = new Map<string, OppnatArende>()
  const nagonsin = new Set<string>()
  return {
    oppnade: oppna,
    async oppna(arende) {
      oppna.set(arende.arendeId, arende)
      nagonsin.add(arende.arendeId)
    },
    async hamta(arendeId) {
      return oppna.get(arendeId)
    },
    async kategorisera(arendeId, kategori) {
      const arende = oppna.get(arendeId)
      if (arende !== undefined) oppna.set(arendeId, { ...arende, kategori })
      return arende !== undefined
    },
    async stang(arendeId) {
      oppna.delete(arendeId)
      return nagonsin.has(arendeId)
    },
  }
}

/** Keys never age here. */
export function minnesidempotens(): Idempotenslager & {
  readonly rader: Map<string, { begaran: string; svar: string | null }>
} {
  const rader = new Map<string, { begaran: string; svar: string | null }>()
  return {
    rader,
    async ta(nyckel, begaran) {
      const tidigare = rader.get(nyckel)
      if (tidigare === undefined) rader.set(nyckel, { begaran, svar: null })
      return tidigare
    },
    async besvara(nyckel, svar) {
      const rad = rader.get(nyckel)
      if (rad !== undefined) rad.svar = svar
    },
    async slapp(nyckel) {
      rader.delete(nyckel)
    },
  }
}
