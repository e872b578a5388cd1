import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from '@jest/globals'
import { readCategories } from '../cases/categories.ts'
import { InsynError } from '../errors.ts'
import { readManifest } from '../mapping/load-manifests.ts'
import { allowedMangder, todaysStadsdelar } from './decide.ts'
import { type PolicyFiles, readPolicy } from './load-policy.ts'

const CONFIG = join(import.meta.dirname, '../../config')
const manifests = readManifest(join(CONFIG, 'tittbehorighet'))
const root = mkdtempSync(join(tmpdir(), 'insyn-policy-'))
let folder = ''
let number = 0

beforeEach(() => {
  folder = join(root, String(number++))
  cpSync(CONFIG, folder, { recursive: true })
})
afterAll(() => {
  rmSync(root, { recursive: true })
})

function replace(file: string, from: string | RegExp, to: string): void {
  const text = readFileSync(join(folder, file), 'utf8')
  const fresh = text.replace(from, to)
  expect(fresh).not.toBe(text)
  writeFileSync(join(folder, file), fresh)
}

function error(): string {
  try {
    readCategories(folder, readPolicy(folder, manifests))
  } catch (error) {
    expect(error).toBeInstanceOf(InsynError)
    expect((error as InsynError).code).toBe('KONFIG_OGILTIG')
    return (error as InsynError).message
  }
  throw new Error('was taken')
}

test('the city today has eleven districts, and one of them has not agreed to the queue', () => {
  const policy = readPolicy(folder, manifests)
  expect(todaysStadsdelar(policy, '2026-10-15')).toHaveLength(11)
  expect(todaysStadsdelar(policy, '2023-06-30')).toHaveLength(13)
  expect(todaysStadsdelar(policy, '2019-01-01')).toHaveLength(14)
  for (const { kod } of todaysStadsdelar(policy, '2026-10-15'))
    expect(allowedMangder(policy, kod, '2026-10-15').has('kostatus')).toBe(kod !== 'skarholmen')
  expect(allowedMangder(policy, 'bromma', '2025-12-31').size).toBe(0)
})

test('derived and sub-item fields are opened by name like any other', () => {
  const { faktura } = readPolicy(folder, manifests).listed
  expect(faktura).toEqual(expect.arrayContaining(['betalstatus', 'rader.text']))
  expect(Object.values(readPolicy(folder, manifests).listed).flat()).not.toContain('personnummer')
})

test('the version follows what the files say, not how they are laid out', () => {
  const { version } = readPolicy(folder, manifests)
  replace('andamal.yaml', 'andamal:', '# a remark\nandamal:')
  expect(readPolicy(folder, manifests).version).toBe(version)
  replace('andamal.yaml', 'kraverArende: false', 'kraverArende: true')
  const stricter = readPolicy(folder, manifests).version
  expect(stricter).not.toBe(version)
  replace('andamal.yaml', /^ {4}kraverArende: true$/m, '    kraverArende: true\n    hanvisning: [faktura]')
  expect(readPolicy(folder, manifests).version).not.toBe(stricter)
})

test.each([
  ['roller.yaml#/roller/trygghetsjour/mangder/beslut/1', 'roller.yaml', '[beslutId, insats,', '[beslutId, insatts,'],
  ['roller.yaml#/roller/aldre-direkt/mangder', 'roller.yaml', "person: '*'", "journal: '*'"],
  [
    'andamal.yaml#/andamal/avgiftsfraga/hogreKrav/avgift/avgiftsgrundandeInkomst',
    'andamal.yaml',
    ': bankid',
    ': motringning',
  ],
  [
    'andamal.yaml#/andamal/avgiftsfraga/hogreKrav/avgift/inkomst',
    'andamal.yaml',
    'avgiftsgrundandeInkomst:',
    'inkomst:',
  ],
  ['andamal.yaml#/andamal/fakturafraga/identifiering', 'andamal.yaml', 'kontrollfragor', 'kanske'],
  ['avtal/bromma.yaml#/stadsdel', 'avtal/bromma.yaml', 'stadsdel: bromma', 'stadsdel: ankeborg'],
  ['avtal/bromma.yaml#/andamal/0', 'avtal/bromma.yaml', '- fakturafraga', '- nyfikenhet'],
  ['avtal/bromma.yaml#/giltigFran', 'avtal/bromma.yaml', "'2026-01-01'", "'2026-02-30'"],
  [
    'avtal/bromma.yaml#/giltigFran: overlaps avtal/farsta.yaml',
    'avtal/farsta.yaml',
    'stadsdel: farsta',
    'stadsdel: bromma',
  ],
  ['avtal/jarva.yaml#/giltigFran', 'avtal/jarva.yaml', "'2026-01-01'", "'2023-06-30'"],
  ['avtal/bromma.yaml#', 'avtal/bromma.yaml', 'loggAr: 5', ''],
  ['stadsdelar.yaml#/stadsdelar/1/kod', 'stadsdelar.yaml', 'kod: enskede-arsta-vantor', 'kod: bromma'],
  ['stadsdelar.yaml#/stadsdelar/0/kod', 'stadsdelar.yaml', 'kod: bromma', 'kod: insyn'],
  [
    'stadsdelar.yaml#/stadsdelar/11/efterfoljare',
    'stadsdelar.yaml',
    'efterfoljare: hagersten-alvsjo',
    'efterfoljare: ankeborg',
  ],
  [
    'stadsdelar.yaml#/stadsdelar/11/efterfoljare: begins later',
    'stadsdelar.yaml',
    "giltigTill: '2020-06-30'",
    "giltigTill: '2020-06-29'",
  ],
  [
    'stadsdelar.yaml#/stadsdelar/11/efterfoljare: has ended',
    'stadsdelar.yaml',
    'efterfoljare: hagersten-alvsjo',
    'efterfoljare: hagersten-liljeholmen',
  ],
  [
    'avtal/jarva.yaml#/giltigTill: lies after',
    'stadsdelar.yaml',
    "2023-07-01' }",
    "2023-07-01', giltigTill: '2027-01-31' }",
  ],
  ['roller.yaml#/roller/aldre-direkt/oppettid', 'roller.yaml', 'oppettid: kontaktcenter', 'oppettid: kontaktet'],
  [
    'roller.yaml#/roller/arendesystem/oppettid',
    'roller.yaml',
    'namn: Ärendesystemet',
    'namn: Ärendesystemet\n    oppettid: kontaktcenter',
  ],
  [
    'oppettider.yaml#/oppettider/trygghetsjour/utanfor',
    'oppettider.yaml',
    'utanfor: kontaktcenter',
    'utanfor: trygghetsjour',
  ],
  ['oppettider.yaml#/oppettider/kontaktcenter/veckan/mandag', 'oppettider.yaml', '08:00-16:30', '16:30-08:00'],
  ['oppettider.yaml#/oppettider/kontaktcenter/veckan/mandag', 'oppettider.yaml', '08:00-16:30', '8-16'],
  ['oppettider.yaml#/oppettider/kontaktcenter/perioder/0/till', 'oppettider.yaml', "till: '08-31'", "till: '04-30'"],
  [
    'oppettider.yaml#/oppettider/kontaktcenter/perioder/1/fran: overlaps',
    'oppettider.yaml',
    '    perioder:\n',
    "    perioder:\n      - { fran: '08-31', till: '09-01', veckan: { mandag: '09:00-10:00' } }\n",
  ],
  [
    'andamal.yaml#/andamal/fakturafraga/kraverArende/0',
    'andamal.yaml',
    'kraverArende: false',
    'kraverArende: [avgift]',
  ],
  [
    'andamal.yaml#/andamal/fakturafraga/hogreKrav/rakningsmottagare',
    'andamal.yaml',
    'rakningsmottagare: motringning',
    'rakningsmottagare: kontrollfragor',
  ],
  [
    'andamal.yaml#/andamal/fakturafraga/hogreKrav/avgift',
    'andamal.yaml',
    'rakningsmottagare: motringning',
    'avgift: motringning',
  ],
  [
    'andamal.yaml#/andamal/fakturafraga/hanvisning/1: is not opened by the purpose',
    'andamal.yaml',
    'kraverArende: false',
    'kraverArende: false\n    hanvisning: [faktura, beslut]',
  ],
  [
    'andamal.yaml#/andamal/fakturafraga/hanvisning',
    'andamal.yaml',
    'kraverArende: false',
    'kraverArende: false\n    hanvisning: [faktura, faktura]',
  ],
  ['kategorier.yaml#/regler/0/data/falt', 'kategorier.yaml', 'falt: betalstatus', 'falt: journal'],
  ['kategorier.yaml#/regler/0/andamal/0', 'kategorier.yaml', '[fakturafraga]', '[nyfikenhet]'],
  [
    'roller.yaml#/roller/gruppledare/ratter: the role gruppledare both looks persons up and reviews',
    'roller.yaml',
    'ratter: [godkanna-undantag, statistik]',
    'ratter: [begara-undantag, statistik]',
  ],
  ['the role drift both reviews and operates the hub', 'roller.yaml', 'ratter: [drifta]', 'ratter: [drifta, granska]'],
  [
    'the role drift both looks persons up and operates the hub',
    'roller.yaml',
    'ratter: [drifta]',
    'ratter: [drifta, begara-undantag]',
  ],
  [
    'the role sakerhetsansvarig both looks persons up and reviews',
    'roller.yaml',
    'mangder: {}\n    ratter: [granska, granska-skyddade, statistik]',
    "mangder: { person: '*' }\n    ratter: [granska]",
  ],
  [
    'roller.yaml#/roller/sakerhetsansvarig/ratter: has granska-skyddade, which adds to granska, without it',
    'roller.yaml',
    '[granska, granska-skyddade, statistik]',
    '[granska-skyddade]',
  ],
  officer('granskare.yaml#/granskare/0/loggar/1: is neither in stadsdelar.yaml nor insyn', 'eva', '[bromma, brommma]'),
  officer('granskare.yaml#/granskare/0/loggar', 'eva', '[]'),
  officer('granskare.yaml#/granskare/0/loggar', 'eva', '[insyn, insyn]'),
  officer('granskare.yaml#/granskare/0/slutanvandare: is no name that a token may carry', 'Eva Ros', '[bromma]'),
  officer('granskare.yaml#/granskare/0/slutanvandare: is no name that a token may carry', '189001019802', '[bromma]'),
  officer(
    'granskare.yaml#/granskare/1/slutanvandare: is the person of another entry',
    'eva',
    '[bromma] }, { utfardare: a, slutanvandare: eva, loggar: [farsta]',
  ),
  ['klienter.yaml#/klienter/arendesystem', 'klienter.yaml', '    utfardare: [inloggning]\n', ''],
  ['klienter.yaml#/klienter/arendesystem', 'klienter.yaml', '    egetNummer: klient\n', ''],
  ['klienter.yaml#/klienter/arendesystem/egetNummer', 'klienter.yaml', 'egetNummer: klient', 'egetNummer: token'],
  ['klienter.yaml#/klienter/telefoni/arenden/0', 'klienter.yaml', 'arenden: [arendesystem]', 'arenden: [arendesystm]'],
  ['roller.yaml#:', 'roller.yaml', 'roller:', 'roller: ['],
])('a mistake stops the start-up and is told as %s', (pointer, file, from, to) => {
  replace(file, from, to)
  expect(error()).toContain(pointer)
})

/** A file with that entry is told so. */
function officer(pointer: string, name: string, logs: string): [string, string, string, string] {
  const entry = `granskare: [{ utfardare: a, slutanvandare: '${name}', loggar: ${logs} }]`
  return [pointer, 'granskare.yaml', 'granskare: []', entry]
}

test('the officers of the demo come from a file of their own, and who reads what is part of the version', () => {
  const [plain, demo] = [
    readPolicy(folder, manifests),
    readPolicy(folder, manifests, { granskare: 'granskare-demo.yaml' }),
  ]
  expect(plain.granskare).toEqual([])
  expect(demo.granskare.map(({ slutanvandare, loggar }) => [slutanvandare, loggar.length])).toEqual([
    ['demo-alla', 12],
    ['demo-bromma', 1],
  ])
  expect(demo.version).not.toBe(plain.version)
})

test('what was read cannot be changed afterwards', () => {
  const policy = readPolicy(folder, manifests)
  expect(() => (policy.avtal as unknown[]).push({})).toThrow(/not extensible/)
  expect(() => Object.assign(policy.roller['aldre-direkt']?.mangder ?? {}, { faktura: [] })).toThrow(/read only/)
})

test('the client of the demo is there only when its file is named, and never in production', () => {
  const clients = (files?: PolicyFiles) => Object.keys(readPolicy(folder, manifests, files).klienter)
  expect(clients()).toEqual(['arendesystem', 'telefoni', 'konsol'])
  expect(clients({ klienter: 'klienter-demo.yaml' })).toEqual([
    ...['arendesystem', 'telefoni', 'konsol'],
    ...['demo', 'konsol-demo'],
  ])
  expect(() => clients({ klienter: 'klienter-demo.yaml', production: true })).toThrow(
    'klienter-demo.yaml#/klienter/demo: is the client of the demo',
  )
})

test('a form of case references that is no regular expression is refused', () => {
  replace('klienter.yaml', /arendenummer: '.*'/, "arendenummer: '[A-'")
  expect(error()).toMatch('klienter.yaml#/klienter/arendesystem/arendenummer')
})
