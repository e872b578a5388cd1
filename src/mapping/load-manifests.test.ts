import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { InsynError } from '../errors.ts'
import { INFORMATIONSMANGDER, MANGDER_OF_SOURCE, SOURCE_DECLARATIONS, SOURCES } from '../informationsmangd.ts'
import { manifestVersion, readManifest } from './load-manifests.ts'

const CONFIG = new URL('../../config', import.meta.url).pathname
let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'manifest-'))
  cpSync(join(CONFIG, 'tittbehorighet'), join(root, 'tittbehorighet'), { recursive: true })
  cpSync(join(CONFIG, 'schema'), join(root, 'schema'), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true }))

const folder = (): string => join(root, 'tittbehorighet')
const others = (file: string, from: string | RegExp, to: string): void => {
  const place = join(folder(), file)
  const text = readFileSync(place, 'utf8')
  const fresh = text.replace(from, to)
  if (fresh === text) throw new Error(`${file} has no such text`)
  writeFileSync(place, fresh)
}
function error(): string {
  try {
    readManifest(folder())
    return 'read'
  } catch (error) {
    expect(error).toMatchObject({ code: 'KONFIG_OGILTIG' })
    return (error as InsynError).message
  }
}

test('the signed manifests cover every informationsmängd of every source', () => {
  const manifests = readManifest(join(CONFIG, 'tittbehorighet'))
  const read = manifests.map(({ kalla, informationsmangd }) => `${kalla} ${informationsmangd}`)
  const all = SOURCES.flatMap((source) =>
    [...MANGDER_OF_SOURCE[source], ...SOURCE_DECLARATIONS[source].internal].map((mangd) => `${source} ${mangd}`),
  )
  expect(read.sort()).toEqual(all.sort())
  expect(new Set(Object.values(MANGDER_OF_SOURCE).flat())).toEqual(new Set(INFORMATIONSMANGDER))
})

test.each<[string, string, string | RegExp, string, string]>([
  [
    'an unknown property',
    'paraplyet-beslut.yaml',
    'version: 1',
    'version: 1\nextra: 1',
    'paraplyet-beslut.yaml#: must NOT have additional properties (extra)',
  ],
  [
    'a missing property',
    'paraplyet-beslut.yaml',
    /signeradAv: .*/,
    '',
    "paraplyet-beslut.yaml#: must have required property 'signeradAv'",
  ],
  [
    'an unknown source',
    'paraplyet-beslut.yaml',
    'kalla: paraplyet',
    'kalla: treserva',
    'paraplyet-beslut.yaml#/kalla: must be equal to one of the allowed values',
  ],
  [
    'an unknown type',
    'paraplyet-avgift.yaml',
    'typ: period',
    'typ: objekt',
    'paraplyet-avgift.yaml#/falt/0/typ: must be equal to one of the allowed values',
  ],
  [
    'a date that is none',
    'paraplyet-avgift.yaml',
    '2026-09-01',
    '2026-02-30',
    'paraplyet-avgift.yaml#/signeradDatum: must match format "date"',
  ],
  [
    'a name that an object has',
    'paraplyet-avgift.yaml',
    'falt: avgift,',
    'falt: __proto__,',
    'paraplyet-avgift.yaml#/falt/1/falt: must match pattern "^[a-z][A-Za-z0-9]*$"',
  ],
  [
    'a kind of the other source',
    'agresso-faktura.yaml',
    'informationsmangd: faktura',
    'informationsmangd: beslut',
    'agresso-faktura.yaml#/informationsmangd: is not something that agresso knows',
  ],
  [
    'a kind in two files',
    'paraplyet-utforare.yaml',
    'informationsmangd: utforare',
    'informationsmangd: beslut',
    'paraplyet-utforare.yaml#/informationsmangd: is already in paraplyet-beslut.yaml',
  ],
  [
    'a field name twice',
    'paraplyet-avgift.yaml',
    'falt: maxtaxa',
    'falt: avgift',
    'paraplyet-avgift.yaml#/falt/2/falt: is listed twice',
  ],
  [
    'a source field twice',
    'paraplyet-avgift.yaml',
    'kalla: Maxtaxa',
    'kalla: Avgift',
    'paraplyet-avgift.yaml#/falt/2/kalla: is listed twice',
  ],
  [
    'a source field in item and sub-item',
    'agresso-faktura.yaml',
    'kalla: sequence_no',
    'kalla: amount',
    'agresso-faktura.yaml#/rader/falten/0/kalla: is listed twice',
  ],
  [
    'sub-items named as a field',
    'agresso-faktura.yaml',
    'falt: rader\n',
    'falt: belopp\n',
    'agresso-faktura.yaml#/rader/falt: is the name of another field',
  ],
  [
    'a key that is no field',
    'paraplyet-beslut.yaml',
    '[beslutId]',
    '[id]',
    'paraplyet-beslut.yaml#/postnyckel/0: is not a required field of the manifest',
  ],
  [
    'a key that may be absent',
    'paraplyet-beslut.yaml',
    '[beslutId]',
    '[omfattning, beslutId]',
    'paraplyet-beslut.yaml#/postnyckel/0: is not a required field of the manifest',
  ],
  [
    'a second key that is no field',
    'paraplyet-beslut.yaml',
    '[beslutId]',
    '[beslutId, id]',
    'paraplyet-beslut.yaml#/postnyckel/1: is not a field of the manifest',
  ],
  [
    'codes of a kind without betalstatus',
    'paraplyet-beslut.yaml',
    'postnyckel:',
    'statuskoder: { S: { A: betald } }\npostnyckel:',
    'paraplyet-beslut.yaml#/statuskoder: belongs to a kind with betalstatus only',
  ],
  [
    'a code that says nothing known',
    'agresso-faktura.yaml',
    'M: makulerad',
    'M: borta',
    'agresso-faktura.yaml#/statuskoder/status/M: must be equal to one of the allowed values',
  ],
  [
    'a sub-item key that is no field',
    'agresso-faktura.yaml',
    '[radnummer]',
    '[nummer]',
    'agresso-faktura.yaml#/rader/postnyckel/0: is not a required field of the manifest',
  ],
  [
    'a sum of a column that is not listed',
    'agresso-faktura.yaml',
    'summa: [amount,',
    'summa: [cur_amount,',
    'agresso-faktura.yaml#/summa/0: is not a listed field of typ ore',
  ],
  [
    'a criterion of changes where the source has none',
    'paraplyet-beslut.yaml',
    'version: 1',
    'version: 1\nandrad: last_update',
    'paraplyet-beslut.yaml#/andrad: boolean schema is false',
  ],
  [
    'a code field without codes',
    'paraplyet-utforare.yaml',
    /\n {4}koder: .*/,
    '',
    'paraplyet-utforare.yaml#/falt/3/koder: is missing',
  ],
  [
    'codes of another type',
    'paraplyet-utforare.yaml',
    'typ: kod',
    'typ: text',
    'paraplyet-utforare.yaml#/falt/3/koder: belongs to typ kod only',
  ],
  ['no flag where it belongs', 'paraplyet-person.yaml', /skydd: .*/, '', 'paraplyet-person.yaml#/skydd: is missing'],
  ['no flag in the customer master', 'agresso-kund.yaml', /skydd: .*/, '', 'agresso-kund.yaml#/skydd: is missing'],
  [
    'a flag where it does not belong',
    'paraplyet-avgift.yaml',
    'postnyckel:',
    "skydd: { kalla: S, oskyddad: 'N' }\npostnyckel:",
    'paraplyet-avgift.yaml#/skydd: belongs in another manifest of this source',
  ],
  [
    'no YAML',
    'paraplyet-avgift.yaml',
    'kalla: paraplyet',
    'kalla: [',
    'paraplyet-avgift.yaml#: cannot be read as YAML',
  ],
  [
    'a repeated YAML key',
    'paraplyet-avgift.yaml',
    'version: 1',
    'version: 1\nversion: 2',
    'paraplyet-avgift.yaml#: cannot be read as YAML',
  ],
])('%s is refused by file and pointer', (_, file, from, to, expected) => {
  others(file, from, to)
  expect(error()).toBe(expected)
})

test('a directory that is empty or missing is refused', () => {
  mkdirSync(join(root, 'tom'))
  expect(() => readManifest(join(root, 'tom'))).toThrow('holds no manifest')
  expect(() => readManifest(join(root, 'saknas'))).toThrow(InsynError)
})

test('the version follows what the manifests say, not how their files are laid out', () => {
  const before = manifestVersion(readManifest(folder()))
  expect(before).toMatch(/^[0-9a-f]{32}$/)
  others('paraplyet-beslut.yaml', 'kalla: paraplyet', '# comment\nkalla: "paraplyet"')
  expect(manifestVersion([...readManifest(folder())].reverse())).toBe(before)
  others('paraplyet-beslut.yaml', 'avtal bilaga 1', 'avtal bilaga 9')
  expect(manifestVersion(readManifest(folder()))).not.toBe(before)
})
