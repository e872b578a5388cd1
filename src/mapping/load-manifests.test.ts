import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { InsynError } from '../errors.ts'
import { INFORMATIONSMANGDER, MANGDER_AV_KALLA } from '../informationsmangd.ts'
import { lasManifest, manifestVersion } from './load-manifests.ts'

const CONFIG = new URL('../../config', import.meta.url).pathname
let rot: string
beforeEach(() => {
  rot = mkdtempSync(join(tmpdir(), 'manifest-'))
  cpSync(join(CONFIG, 'tittbehorighet'), join(rot, 'tittbehorighet'), { recursive: true })
  cpSync(join(CONFIG, 'schema'), join(rot, 'schema'), { recursive: true })
})
afterEach(() => rmSync(rot, { recursive: true }))

const katalog = (): string => join(rot, 'tittbehorighet')
const andra = (fil: string, fran: string | RegExp, till: string): void => {
  const plats = join(katalog(), fil)
  const text = readFileSync(plats, 'utf8')
  const nytt = text.replace(fran, till)
  if (nytt === text) throw new Error(`${fil} has no such text`)
  writeFileSync(plats, nytt)
}
function fel(): string {
  try {
    lasManifest(katalog())
    return 'read'
  } catch (error) {
    expect(error).toMatchObject({ code: 'KONFIG_OGILTIG' })
    return (error as InsynError).message
  }
}

test('the signed manifests cover every informationsmängd of every source', () => {
  const manifests = lasManifest(join(CONFIG, 'tittbehorighet'))
  const lasta = manifests.map(({ kalla, informationsmangd }) => `${kalla} ${informationsmangd}`)
  const alla = Object.entries(MANGDER_AV_KALLA).flatMap(([kalla, mangder]) =>
    mangder.map((mangd) => `${kalla} ${mangd}`),
  )
  expect(lasta.sort()).toEqual([...alla, 'agresso kund'].sort())
  expect(new Set(Object.values(MANGDER_AV_KALLA).flat())).toEqual(new Set(INFORMATIONSMANGDER))
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
    '[beslutId, omfattning]',
    'paraplyet-beslut.yaml#/postnyckel/1: is not a required field of the manifest',
  ],
  [
    'a sub-item key that is no field',
    'agresso-faktura.yaml',
    '[radnummer]',
    '[nummer]',
    'agresso-faktura.yaml#/rader/postnyckel/0: is not a required field of the manifest',
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
])('%s is refused by file and pointer', (_, fil, fran, till, vantat) => {
  andra(fil, fran, till)
  expect(fel()).toBe(vantat)
})

test('a directory that is empty or missing is refused', () => {
  mkdirSync(join(rot, 'tom'))
  expect(() => lasManifest(join(rot, 'tom'))).toThrow('holds no manifest')
  expect(() => lasManifest(join(rot, 'saknas'))).toThrow(InsynError)
})

test('the version follows what the manifests say, not how their files are laid out', () => {
  const fore = manifestVersion(lasManifest(katalog()))
  expect(fore).toMatch(/^[0-9a-f]{32}$/)
  andra('paraplyet-beslut.yaml', 'kalla: paraplyet', '# comment\nkalla: "paraplyet"')
  expect(manifestVersion([...lasManifest(katalog())].reverse())).toBe(fore)
  andra('paraplyet-beslut.yaml', 'avtal bilaga 1', 'avtal bilaga 9')
  expect(manifestVersion(lasManifest(katalog()))).not.toBe(fore)
})
