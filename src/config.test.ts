import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { ParaplyetSettings } from './adapters/paraplyet/definition.ts'
import { loadConfig } from './config.ts'

const CONFIG = join(import.meta.dirname, '../config')

/** A copy of the settings folder with one file rewritten. */
async function settings(name: string, rewrite: (text: string) => string): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'installningar-')), 'config')
  await cp(CONFIG, folder, { recursive: true })
  const file = join(folder, name)
  await writeFile(file, rewrite(await readFile(file, 'utf8')))
  return file
}
const unchanged = (text: string) => text

test('the demo needs nothing from the environment', async () => {
  const { databas, paraplyet, http } = loadConfig(join(CONFIG, 'demo.yaml'), {})
  expect(databas).toBe('inbyggd')
  expect(Object.keys(paraplyet as ParaplyetSettings)).toHaveLength(11)
  expect(http.port).toBe(8080)
})

test('live reads and the sync have limits without any being set, and one that is set reaches them', async () => {
  const { direkt, synk } = loadConfig(join(CONFIG, 'demo.yaml'), {})
  expect([direkt.fristMs, direkt.samtidiga, synk.perKalla]).toEqual([2_000, {}, {}])
  const file = await settings('demo.yaml', (text) => `${text}direkt: { samtidiga: { agresso: 40 } }\n`)
  expect(loadConfig(file, {}).direkt).toEqual({ ...direkt, samtidiga: { agresso: 40 } })
})

test('a source may be reached its own way, and small calls have a deadline without one being set', async () => {
  expect(loadConfig(join(CONFIG, 'demo.yaml'), {}).synk.smaAnropMs).toBe(10_000)
  const own = `anvandare: insyn
  ca: '\${file:ca.pem}'
  proxy: 'http://insyn:\${env:P}@proxy.example:3128'
  inloggningsfel: ['nekad inloggning']`
  const file = await settings('demo.yaml', (text) =>
    text
      .replace('  fristMs: ', '  smaAnropMs: 3000\n  fristMs: ')
      .replace(/(?<=^agresso:\n.*\n {2})anvandare: insyn/m, own),
  )
  await writeFile(join(file, '../ca.pem'), '-----BEGIN CERTIFICATE-----\nx\n')
  const { synk, agresso } = loadConfig(file, { P: 'hemligt' })
  expect(synk.smaAnropMs).toBe(3_000)
  expect(agresso).toMatchObject({
    ca: '-----BEGIN CERTIFICATE-----\nx',
    proxy: 'http://insyn:hemligt@proxy.example:3128',
    inloggningsfel: ['nekad inloggning'],
  })
  const broken = await settings('demo.yaml', (text) =>
    text.replace('  foretag:\n', "  inloggningsfel: ['(nekad']\n  foretag:\n"),
  )
  expect(() => loadConfig(broken, {})).toThrow('/agresso/inloggningsfel/0: must match format "regex"')
})

test('the environment may move the port and the state for trying the hub out', () => {
  const config = loadConfig(join(CONFIG, 'demo.yaml'), { INSYN_PORT: '9001', INSYN_TILLSTAND: '/tmp/x' })
  expect([config.http.port, config.tillstand]).toEqual([9001, '/tmp/x'])
})

test('secrets come from the environment or from files, and a missing one is named without a value', async () => {
  const env = {
    INSYN_DATABAS: 'postgres://u:hemligt@db/insyn',
    INSYN_HUVUDNYCKEL: 'k',
    INSYN_PARAPLYET_BROMMA: 'p1',
    INSYN_AGRESSO: 'p2',
    INSYN_ARENDESYSTEM: 't',
    INSYN_DRIFT_TOKEN: 'sexton-tecken-01',
  }
  const file = await settings('insyn.yaml', (text) => text.replace('${env:INSYN_AGRESSO}', '${file:agresso.txt}'))
  await expect(async () => loadConfig(file, env)).rejects.toThrow(
    '/agresso/losenord: the file agresso.txt cannot be read',
  )
  await writeFile(join(file, '../agresso.txt'), 'ur-fil\n')
  expect(loadConfig(file, env).agresso).toMatchObject({ losenord: 'ur-fil' })
  const without = { ...env, INSYN_PARAPLYET_BROMMA: undefined }
  expect(() => loadConfig(file, without)).toThrow(
    '/paraplyet/bromma/losenord: set the environment variable INSYN_PARAPLYET_BROMMA',
  )
})

test.each([
  [
    'a second issuer of the same name',
    (text: string) => text.replace(/( {2}- namn: inloggning\n)(.*\n)((?: {4}.*\n)+)/, '$1$2$3$1    issuer: urn:x\n$3'),
    /utfardare\/1\/namn: is that of another entry/,
  ],
  [
    'a person named by what may change hands',
    (text: string) => text.replace('ansprak: {', 'ansprak: { slutanvandare: upn,'),
    /utfardare\/0\/ansprak\/slutanvandare/,
  ],
  [
    'an issuer without a name',
    (text: string) => text.replace('- namn: inloggning\n    issuer', '- issuer'),
    /utfardare\/0/,
  ],
  ['a misspelt setting', (text: string) => text.replace('loggnamn:', 'loggnanm:'), /demo\.yaml#: .*loggnanm/],
  [
    'a value out of range',
    (text: string) => text.replace('andel: 0.1', 'andel: 7'),
    /demo\.yaml#\/synk\/volymvakt\/andel/,
  ],
  ['a shared-secret signature', (text: string) => text.replace('[ES256]', '[HS256]'), /utfardare\/0\/algoritmer/],
  [
    'a time that is none',
    (text: string) => `${text}schema: { fullstandig: 'varje natt' }\n`,
    /demo\.yaml#\/schema\/fullstandig/,
  ],
  [
    'a day that never comes',
    (text: string) => `${text}schema: { fullstandig: '0 1 31 2 *' }\n`,
    /demo\.yaml#\/schema\/fullstandig/,
  ],
  [
    'times by the second',
    (text: string) => `${text}schema: { fullstandig: '0 0 1 * * *' }\n`,
    /demo\.yaml#\/schema\/fullstandig/,
  ],
  ...(
    [
      ['of no days', '{ orsak: x }', ''],
      ['that ends before it begins', "{ orsak: x, fran: '2027-12-24', till: '2027-12-23' }", '\\/till'],
      ['without an end', "{ orsak: x, fran: '2027-12-24' }", ''],
      ['of the 32nd', '{ orsak: x, dagar: [32] }', '\\/dagar\\/0'],
      ['of no source', '{ orsak: x, dagar: [6], kallor: [paraply] }', '\\/kallor\\/0'],
      ['without a reason', '{ dagar: [6] }', ''],
    ] as const
  ).map(
    ([what, blackout, place]) =>
      [
        `a blackout ${what}`,
        (text: string) => `${text}schema: { uppehall: [${blackout}] }\n`,
        new RegExp(`demo\\.yaml#\\/schema\\/uppehall\\/0${place}`),
      ] as const,
  ),
  [
    'a public address with a slash at its end',
    (text: string) => text.replace('port: 8080', "port: 8080, publikAdress: 'https://insyn.example/'"),
    /demo\.yaml#\/http\/publikAdress/,
  ],
  ['no YAML', () => 'http: [', /demo\.yaml/],
])('%s stops the start with the place and never the value', async (_, rewrite, expected) => {
  const file = await settings('demo.yaml', rewrite)
  expect(() => loadConfig(file, {})).toThrow(expected)
  expect(() => loadConfig(file, { INSYN_DEMO_LOSENORD: 'hemligt' })).not.toThrow(/hemligt/)
})

test('a port that is no number is refused', async () => {
  const file = await settings('demo.yaml', unchanged)
  expect(() => loadConfig(file, { INSYN_PORT: 'åtta' })).toThrow(/http\/port/)
})

test('alerts and references have defaults, and each threshold can be set alone', async () => {
  const standard = loadConfig(join(CONFIG, 'demo.yaml'), {})
  expect(standard.referensMinuter).toBe(15)
  expect(standard.larm).toEqual({ uppslag: { antal: 60, minuter: 15 }, nekade: { antal: 10, minuter: 15 } })
  const file = await settings('demo.yaml', (text) => `${text}\nlarm: { nekade: { antal: 3, minuter: 60 } }\n`)
  expect(loadConfig(file, {}).larm).toEqual({ uppslag: { antal: 60, minuter: 15 }, nekade: { antal: 3, minuter: 60 } })
})

test('a bus is there when the settings or the environment have one, and each setting of it has a default', async () => {
  expect(loadConfig(join(CONFIG, 'demo.yaml'), {}).kafka).toBeUndefined()
  const trying = loadConfig(join(CONFIG, 'demo.yaml'), { KAFKA_BROKERS: 'a:9092,b:9092' }).kafka
  expect(trying).toEqual({
    broker: ['a:9092', 'b:9092'],
    klientId: 'insyn',
    grupp: 'insyn-spegling',
    amnesprefix: 'insyn',
    amnen: { partitioner: 6, replikering: 1, minInsync: 1, loggDygn: 90 },
  })
  const file = await settings(
    'demo.yaml',
    (text) => `${text}kafka: { broker: ['c:9092'], amnen: { partitioner: 12 } }\n`,
  )
  const own = loadConfig(file, {}).kafka
  expect(own?.amnen).toEqual({ partitioner: 12, replikering: 3, minInsync: 2, loggDygn: 90 })
  const elsewhere = loadConfig(file, { KAFKA_BROKERS: 'd:9092' }).kafka
  expect(elsewhere).toEqual({ ...own, broker: ['d:9092'] })
  expect(() => loadConfig(join(CONFIG, 'demo.yaml'), { KAFKA_BROKERS: 'utan-port' })).toThrow(
    /demo\.yaml#\/kafka\/broker\/0/,
  )
})

test('the case system is the plain contract unless the settings have a supportManagement, with all of its own', async () => {
  expect(loadConfig(join(CONFIG, 'demo.yaml'), {}).arendesystem).toMatchObject({ rensaEfterDygn: 0 })
  const withCases = (supportManagement: object) => {
    const caseSystem = { url: 'https://sm.example', token: 'prov', supportManagement }
    return settings('demo.yaml', (text) =>
      text.replace(/^arendesystem:.*$/m, `arendesystem: ${JSON.stringify(caseSystem)}`),
    )
  }
  const rest = { schemaUrl: 'https://scheman.example', kommun: '2281', avsandare: 'insyn', oppnaStatus: ['NEW'] }
  const whole = { ...rest, namnrymd: 'KONTAKTCENTER' }
  const { supportManagement } = loadConfig(await withCases(whole), {}).arendesystem
  expect(supportManagement).toEqual({ ...whole, arendetagg: 'caseId' })
  const incomplete = await withCases(rest)
  expect(() => loadConfig(incomplete, {})).toThrow(/demo\.yaml#\/arendesystem\/supportManagement.*namnrymd/)
})

const PRODUCTION = {
  NODE_ENV: 'production',
  INSYN_DATABAS: 'postgres://u:hemligt@db/insyn',
  INSYN_HUVUDNYCKEL: 'k',
  INSYN_PARAPLYET_BROMMA: 'p1',
  INSYN_AGRESSO: 'p2',
  INSYN_ARENDESYSTEM: 't',
  INSYN_DRIFT_TOKEN: 'sexton-tecken-01',
}

test.each([
  ['the embedded database', { INSYN_DATABAS: 'inbyggd' }, unchanged, /#\/databas: is the embedded database/],
  [
    'the hours',
    {},
    (text: string) => `${text}oppettider: oppettider-demo.yaml\n`,
    /#\/oppettider: is a file of the demo/,
  ],
  [
    'the client',
    {},
    (text: string) => `${text}klienter: klienter-demo.yaml\n`,
    /#\/klienter: adds clients of the demo/,
  ],
  [
    'the officers',
    {},
    (text: string) => `${text}granskare: granskare-demo.yaml\n`,
    /#\/granskare: adds officers of the demo/,
  ],
  [
    'the issuer',
    {},
    (text: string) => text.replace('issuer: https://login.example', 'issuer: http://127.0.0.1:8081/utfardare'),
    /#\/utfardare\/0\/issuer: is over plain http/,
  ],
  [
    'the keys of the issuer',
    {},
    (text: string) => text.replace('jwks: https://login.example', 'jwks: http://127.0.0.1:8081/utfardare'),
    /#\/utfardare\/0\/jwks: is over plain http/,
  ],
  [
    'a password',
    {},
    (text: string) => text.replace('${env:INSYN_AGRESSO}', '${env:INSYN_DEMO_LOSENORD|demo}'),
    /\/agresso\/losenord: INSYN_DEMO_LOSENORD is the demo's/,
  ],
])(
  'with NODE_ENV=production %s of the demo stops the start by the name of the setting',
  async (_, env, rewrite, line) => {
    const file = await settings('insyn.yaml', rewrite)
    expect(() => loadConfig(file, { ...PRODUCTION, ...env })).toThrow(line)
    expect(() => loadConfig(file, { ...PRODUCTION, ...env, NODE_ENV: undefined })).not.toThrow()
  },
)

test('with NODE_ENV=production the demo does not start and a real installation does', () => {
  expect(() => loadConfig(join(CONFIG, 'demo.yaml'), { NODE_ENV: 'production' })).toThrow(/INSYN_DEMO/)
  expect(loadConfig(join(CONFIG, 'insyn.yaml'), PRODUCTION).production).toBe(true)
})
