import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { exported, hostileAccess, LOOKUP, OWN_ACT } from '../../../../test/support/exported-records.ts'
import type { Access } from '../../../atkomstlogg/access.ts'
import type { Exportmanifest } from '../exports-schema.ts'
import { FORMAT_NAMES, FORMATS } from './formats.ts'

const SCHEMAS = join(import.meta.dirname, '../../../../test/support/schemas')
const schema = (file: string) => JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8')) as Record<string, unknown>
const MANIFEST: Exportmanifest = {
  format: 'csv',
  exportId: '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30',
  skapad: '2026-11-01T08:00:00.000Z',
  fran: '2026-10-01',
  till: '2026-10-31',
  tidszon: 'Europe/Stockholm',
  filter: {},
  urval: 'alla-poster',
  loggar: [{ logg: 'bromma', antal: 2 }],
  antal: 2,
  langd: 0,
  sha256: '',
}
const ACCESSES: readonly Access[] = [LOOKUP, OWN_ACT, { ...LOOKUP, utfall: 'nekat', visat: [], flaggor: [] }]
/** As the file goes over the wire and comes back. */
const written = (name: keyof typeof FORMATS, accesses: readonly Access[]): string => {
  const { head, record, tail } = FORMATS[name]
  return Buffer.from(head + accesses.map((one) => record(exported(one))).join('') + tail(MANIFEST)).toString()
}
/** What UTF-8 can hold: half a character cannot. */
const sound = (text: string) => Buffer.from(text).toString()
const lines = (text: string): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((one) => JSON.parse(one) as Record<string, unknown>)

test.each(FORMAT_NAMES)('%s gives the same bytes each time, and never the sealed number', (name) => {
  fc.assert(
    fc.property(hostileAccess, (access) => {
      const text = written(name, [access])
      expect(written(name, [access])).toBe(text)
      expect(text).not.toContain('c2VhbGVk')
    }),
  )
})

/** Rows as Python's csv reads them. */
function readByPython(csv: string): string[][] {
  const program = `import csv, io, json, sys
text = sys.stdin.buffer.read().decode('utf-8-sig')
print(json.dumps(list(csv.reader(io.StringIO(text, newline=''), delimiter=';', strict=True))))`
  const { status, stdout, stderr } = spawnSync('python3', ['-c', program], { input: csv, encoding: 'utf8' })
  if (status !== 0) throw new Error(`python3 does not read it: ${stderr}`)
  return JSON.parse(stdout) as string[][]
}

test('CSV opens in another reader with the same texts, none of them a formula', () => {
  const accesses = [...ACCESSES, ...fc.sample(hostileAccess, { numRuns: 300, seed: 17 })]
  const text = written('csv', accesses)
  expect(text.startsWith('\ufeffLogg;Tid (Stockholm);Tid (UTC);')).toBe(true)
  const [headings = [], ...rows] = readByPython(text)
  expect(rows).toHaveLength(accesses.length)
  for (const [i, row] of rows.entries()) {
    const cell = (heading: string) => row[headings.indexOf(heading)] ?? 'no such column'
    expect(row).toHaveLength(headings.length)
    for (const value of row) expect(value).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/)
    const plain = (value: string) => value.replace(/^'/, '')
    const { arende, slutanvandare, andamal, klient, orsak } = accesses[i] as Access
    expect([cell('Ärende'), cell('Slutanvändare'), cell('Ändamål'), cell('Klient'), cell('Orsak')].map(plain)).toEqual(
      [arende, slutanvandare, andamal, klient, orsak].map((value) => sound(value ?? '').replaceAll('\0', '\ufffd')),
    )
  }
  const [first = []] = rows
  expect(first.slice(0, 3)).toEqual(['bromma', '2026-10-15 12:00:00', '2026-10-15T10:00:00.250Z'])
})

test('an apostrophe stands before what a spreadsheet would compute, and before an apostrophe', () => {
  const cases = ['=1+1', '+46', '-1', '@a', '\t=1', "'=1", 'KC-1', '1=1'].map((arende) => ({ ...LOOKUP, arende }))
  const [, ...rows] = readByPython(written('csv', cases))
  expect(rows.map((row) => row[13])).toEqual([...["'=1+1", "'+46", "'-1", "'@a", "'\t=1", "''=1", 'KC-1', '1=1']])
})

test('JSON Lines ends with its manifest; a whole record stands in its own bytes', () => {
  const whole = '{"atkomst":{},"logg":"bromma","nummer":7,"salt":"AAAAAAAAAAAAAAAAAAAAAA"}'
  expect(FORMATS.jsonl.record({ ...exported(LOOKUP), whole })).toBe(`${whole}\n`)
  const [first, last] = lines(written('jsonl', [LOOKUP]))
  expect(first).toEqual({
    atkomst: { ...LOOKUP, personnummerForseglat: undefined },
    id: exported(LOOKUP).id,
    logg: 'bromma',
  })
  expect(last).toEqual({ manifest: MANIFEST })
})

/**
 * Reads one event by the rules of the format: in the header a bar ends a field unless a backslash stands before it; in the
 * extension a key is what stands between a blank and an equals sign without a backslash.
 */
function readCef(text: string): { readonly header: string[]; readonly extension: Record<string, string> } {
  const header: string[] = ['']
  let at = 0
  for (; header.length < 8; at++) {
    if (at >= text.length) throw new Error('the header is cut short')
    const character = text.charAt(at)
    if (character === '|') header.push('')
    else header[header.length - 1] += character === '\\' ? text.charAt(++at) : character
  }
  const rest = text.slice(at)
  const keys = [...rest.matchAll(/(?:^| )([A-Za-z0-9_.]+)=/g)].filter(({ index, 0: { length } }) => {
    const slashes = /\\*$/.exec(rest.slice(0, index + length - 1))?.[0].length ?? 0
    return slashes % 2 === 0
  })
  const unescaped = (value: string) =>
    value.replace(/\\([\\=nr])/g, (_, character: string) => ({ n: '\n', r: '\r' })[character] ?? character)
  return {
    header: header.slice(0, 7),
    extension: Object.fromEntries(
      keys.map((key, i) => [
        key[1] ?? '',
        unescaped(rest.slice(key.index + key[0].length, keys[i + 1]?.index ?? rest.length)),
      ]),
    ),
  }
}

test('CEF keeps every text in its own field, and one event a line', () => {
  const { header, extension } = readCef(written('cef', [LOOKUP]).trimEnd())
  expect(header).toEqual(['CEF:0', 'Insyn', 'Insyn', '1', 'uppslag', 'Åtkomst: uppslag', '6'])
  expect(extension).toMatchObject({
    rt: '1792058400250',
    deviceExternalId: 'bromma',
    act: 'uppslag',
    outcome: 'success',
    reason: 'visat/traff',
    suser: 'anna.ek',
    suid: 'inloggning/anna.ek',
    duid: LOOKUP.personRef,
    cs1Label: 'andamal',
    cs1: 'samlad-fraga',
    cs3: 'beslut: insats, status; faktura: belopp',
  })
  fc.assert(
    fc.property(hostileAccess, (access) => {
      const text = written('cef', [access])
      expect(text.split(/[\n\r\v\f\0\u0085\u2028\u2029]/)).toHaveLength(2)
      const read = readCef(text.trimEnd()).extension
      const kept = (value: string | null) => sound(value ?? '').replace(/[\0\v\f\u0085\u2028\u2029]/g, ' ')
      expect([read.cs1, read.cs2, read.suser, read.spriv].map((one) => one?.trimEnd())).toEqual(
        [access.andamal, access.arende, access.slutanvandare, access.roll].map((one) => kept(one).trimEnd()),
      )
    }),
  )
})

test('a bar and a backslash in the header are escaped, and a line end is not there', () => {
  const event = 'a|b\\c\nd' as Access['handelse']
  expect(readCef(FORMATS.cef.record(exported({ ...LOOKUP, handelse: event })).trimEnd()).header[4]).toBe('a|b\\c d')
})

const followed = (check: { (value: unknown): boolean; errors?: unknown }) => (value: unknown) =>
  expect([check(value), check.errors]).toEqual([true, null])
const everyShape = fc.oneof(hostileAccess, fc.constantFrom(...ACCESSES))

test('OCSF follows the schema of API Activity', () => {
  const follows = followed(new Ajv2020({ strict: false }).compile(schema('ocsf-1.8.0-api-activity.json')))
  fc.assert(fc.property(everyShape, (access) => lines(written('ocsf', [access])).forEach(follows)))
  expect(lines(written('ocsf', [LOOKUP]))[0]).toMatchObject({
    class_uid: 6003,
    type_uid: 600302,
    time: 1792058400250,
    metadata: { tenant_uid: 'bromma', correlation_uid: LOOKUP.handelseId },
    actor: { user: { name: 'anna.ek', uid: 'inloggning/anna.ek' }, app_name: 'telefoni' },
    resources: [{ uid: LOOKUP.personRef, type: 'person' }, { name: 'beslut' }, { name: 'faktura' }],
  })
})

test('FHIR follows the schema of AuditEvent', () => {
  const follows = followed(new Ajv({ strict: false }).compile(schema('fhir-r4-audit-event.json')))
  fc.assert(fc.property(everyShape, (access) => lines(written('fhir', [access])).forEach(follows)))
  const [event] = lines(written('fhir', [LOOKUP])) as [
    { entity: { role?: { code: string } }[]; agent: { requestor: boolean }[] },
  ]
  // A patient and at least one more; one who asked.
  expect(event.entity.map(({ role }) => role?.code)).toEqual(['1', '4', '4', undefined, '13'])
  expect(event.agent.filter(({ requestor }) => requestor)).toHaveLength(1)
  expect(lines(written('fhir', [OWN_ACT]))[0]).toMatchObject({ outcome: '8', action: 'E' })
})

test('ECS has only fields of ECS, of their types, and its allowed values', () => {
  const { fields, allowed } = schema('ecs-fields.json') as unknown as {
    readonly fields: Readonly<Record<string, string>>
    readonly allowed: Readonly<Record<string, Readonly<Record<string, readonly string[] | null>>>>
  }
  const strange: string[] = []
  function check(value: unknown, path: string): void {
    const type = fields[path]
    if (type === undefined && typeof value === 'object' && value !== null && !Array.isArray(value))
      return Object.entries(value).forEach(([name, part]) => check(part, path === '' ? name : `${path}.${name}`))
    const flat = type === 'object' ? Object.values(value as object) : [value].flat()
    const right = flat.every((one) => (type === 'long' ? Number.isInteger(one) : typeof one === 'string'))
    if (type === undefined || !right) strange.push(path)
  }
  const known = Object.keys(allowed)
  fc.assert(
    fc.property(everyShape, (access) => {
      const [document] = lines(written('ecs', [access])) as [{ event: Record<string, string | string[]> }]
      check(document, '')
      expect(strange).toEqual([])
      for (const field of known)
        for (const value of [document.event[field.replace('event.', '')] ?? []].flat())
          expect(Object.keys(allowed[field] ?? {})).toContain(value)
      const [category = ''] = document.event.category as string[]
      expect(allowed['event.category']?.[category]).toEqual(expect.arrayContaining(document.event.type as string[]))
    }),
  )
})

test('StoreLog is XML with the fields of the contract in their order', () => {
  fc.assert(
    fc.property(everyShape, (access) => {
      const names: string[] = []
      const texts: Record<string, string> = {}
      let text = ''
      const parser = new SaxesParser({ xmlns: true })
      parser.on('error', (error) => {
        throw error
      })
      parser.on('opentag', ({ uri, local }) => {
        names.push(`${uri === 'urn:riv:ehr:log:1' ? '' : '^'}${local}`)
        text = ''
      })
      parser.on('text', (piece) => (text += piece))
      parser.on('closetag', ({ local }) => (texts[local] ??= text))
      parser.write(written('storelog', [access])).close()
      const kept = (value: string | null) =>
        sound(value ?? '').replace(/[\0-\b\v\f\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      expect(names.slice(0, 12)).toEqual([
        ...['^StoreLogRequest', '^Log', 'LogId', 'System', 'SystemId', 'SystemName', 'Activity', 'ActivityType'],
        ...['ActivityLevel', 'ActivityArgs', 'StartDate', 'Purpose'],
      ])
      expect(names).toEqual(expect.arrayContaining(['User', 'UserId', 'CareUnitId', 'Resources', 'ResourceType']))
      expect(['Läsa', 'Skriva', 'Radera', 'Nödöppning']).toContain(texts.ActivityType)
      expect(texts.LogId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      if (access.slutanvandare !== null) expect(texts.UserId).toBe(kept(access.slutanvandare))
      expect(texts.Purpose).toBe(access.andamal === null ? 'ej angivet' : kept(access.andamal))
    }),
  )
  // By the clock in Stockholm, as the contract says: summer time has come in this hour.
  expect(written('storelog', [OWN_ACT])).toContain('<l:StartDate>2026-03-29T03:30:00.000</l:StartDate>')
})
