import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { type AgressoTrial, startAgresso } from '../../../test/support/sources/agresso.ts'
import { sourceOf, TEMPLATES } from '../../../test/support/sources/agresso-source.ts'
import { allTexts } from '../../../test/support/sources/http-peer.ts'
import { never } from '../../../test/support/sources/reading.ts'
import { truthsIn } from '../../../test/support/sources/simulated-city.ts'
import { readManifest } from '../../mapping/load-manifests.ts'
import type { Trial } from '../../operations/agresso-trial.ts'
import type { AgressoOptions } from './source.ts'

const [STADSDEL, CANARY] = ['farsta', 'KANARIE'] as const
let agresso: AgressoTrial
beforeAll(async () => {
  agresso = await startAgresso({ canary: CANARY }, 600)
})
afterEach(() => {
  agresso.fel.purge()
  agresso.installation.reset()
})
afterAll(() => agresso.stop())

async function tried(others: Partial<AgressoOptions> = {}): Promise<Trial> {
  const source = sourceOf(agresso, STADSDEL, others)
  try {
    return await source.trial(STADSDEL, never)
  } finally {
    await source.close()
  }
}
const template = ({ templates }: Trial, kind: string) => templates.find((one) => one.kind === kind)

test('a company that can be read is told template by template, without a value of anybody', async () => {
  const trial = await tried()
  expect(trial.problems).toEqual([])
  expect(trial.templates.map(({ kind, evidence }) => [kind, evidence])).toEqual([
    ['kunder', 'total-rad'],
    ['oppna', 'total-rad'],
    ['historik', 'total-rad'],
  ])
  const people = truthsIn(agresso.population, STADSDEL, 'agresso')
  const fakturor = people.flatMap(({ skydd, stadsdelar }) =>
    skydd === 'ingen' ? (stadsdelar[STADSDEL]?.['faktura'] ?? []) : [],
  )
  expect(trial.read).toMatchObject({ personer: people.length, fakturor: fakturor.length })
  expect(template(trial, 'kunder')?.columns[0]).toEqual({ column: 'r0#skyddskod#36', falt: 'skydd', state: 'finns' })
  expect(template(trial, 'kunder')?.criteria.map(({ column }) => column)).toEqual([
    'apar_id',
    'comp_reg_no',
    'last_update',
  ])
  expect(Object.keys(trial.unlisted)).toContain('kunder.apar_name')
  const text = JSON.stringify(trial)
  for (const value of [CANARY, ...people.map(({ personnummer }) => personnummer)]) expect(text).not.toContain(value)
})

test('every template and column to be put right is told at once, and nothing is read', async () => {
  agresso.installation.change({ columns: { 'r0#skyddskod#36': null, kid: 'ocr' }, hidden: ['due_date'] })
  const trial = await tried({ mallar: { ...TEMPLATES, historik: 'Betalda' } })
  expect(trial.problems).toEqual([
    expect.stringContaining('does not deliver r0#skyddskod#36 (skydd)'),
    expect.stringContaining('kid (ocrNummer), due_date (forfallodatum, hidden)'),
    expect.stringContaining('"Betalda": correct agresso.mallar'),
  ])
  expect(trial.read).toBeUndefined()
  expect(trial.templates.every(({ rows }) => rows === 0)).toBe(true)
})

test('how completeness was shown, and the order, are told of another kind of server', async () => {
  agresso.installation.change({ numbering: 'zero', total: 'never', numbers: 'mixed', order: 'text' })
  const trial = await tried()
  expect(trial.problems).toEqual([])
  expect(trial.templates.map(({ evidence, order }) => [evidence, order])).toEqual([
    ['antal', 'text'],
    ['antal', 'text'],
    ['antal', 'text'],
  ])
})

test('refused credentials are tried once', async () => {
  agresso.fel.set({ peer: 'agresso', fel: 'nekad', antal: 1 })
  const trial = await tried()
  expect(trial).toMatchObject({ templates: [], problems: [expect.stringContaining('agresso farsta')] })
})

test('a read that fails in the middle is told with what had been found', async () => {
  agresso.fel.set({ peer: 'agresso', fel: 'halv-sida', operation: 'GetTemplateResultAsXML' })
  const trial = await tried()
  expect(trial.problems).toHaveLength(1)
  expect(template(trial, 'kunder')?.id).toBeGreaterThan(0)
  expect(allTexts(trial.problems)).toContain('rows came')
})

test('a value of the protection flag that nobody has is told', async () => {
  const manifests = readManifest('config/tittbehorighet').map((one) =>
    one.skydd?.kalla === 'r0#skyddskod#36' ? { ...one, skydd: { ...one.skydd, oskyddad: 'NEJ' } } : one,
  )
  expect((await tried({ manifests })).problems).toEqual([expect.stringContaining('skydd.oskyddad')])
})
