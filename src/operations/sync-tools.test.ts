import { beforeEach, expect, test } from '@jest/globals'
import type { LogRecord } from '../atkomstlogg/access.ts'
import { recordThrough } from '../atkomstlogg/record-then.ts'
import { InsynError } from '../errors.ts'
import { createSyncTools } from './sync-tools.ts'

const BROMMA = { source: 'paraplyet', stadsdel: 'bromma' } as const
const JARVA = { source: 'agresso', stadsdel: 'jarva' } as const
const OTHER = { source: 'paraplyet', stadsdel: 'skarpnack' } as const
const NOBODY = { by: null, reason: null }
const APPROVAL = { max: 40, by: 'Eva Ros', reason: 'en utförare har slutat' }
const END = { guard: null, failure: null, durationMs: 1 }
const NUMBER = '189001019802'

/** Records and acts, in the order in which they were done. */
const done: unknown[] = []
let logIsDown = false

const tools = createSyncTools({
  scopes: () => [BROMMA, JARVA, OTHER],
  run: async (job) => {
    done.push(['run', job])
    return []
  },
  approve: async (scope, approval) => void done.push(['approve', scope, approval]),
  logins: { refused: async () => [], forget: async () => 0 },
  dryRun: async (scope) => {
    done.push(['dry', scope])
    return {
      ...scope,
      ...{ added: 0, changed: 0, unchanged: 0, removed: 0, fields: {}, quarantined: {}, drift: [] },
      ...END,
    }
  },
  trialOf: (stadsdel) =>
    stadsdel === 'jarva'
      ? undefined
      : async () => {
          done.push(['try', stadsdel])
          return { stadsdel, templates: [], rejected: [], unlisted: {}, problems: [] }
        },
  allowed: (stadsdel) => new Set(stadsdel === 'bromma' ? ['faktura'] : ['beslut']),
  recordThen: recordThrough({
    write: async (records) => {
      if (logIsDown) throw new InsynError('LOGG_OTILLGANGLIG', 'down')
      done.push(...records)
      return records.map(({ logg }, index) => ({ logg, nummer: index }))
    },
  }),
  clock: () => new Date('2026-03-01T09:00Z'),
})

beforeEach(() => {
  done.length = 0
  logIsDown = false
})

test('approving a held deletion is recorded in the board’s log before the approval stands', async () => {
  await tools.approveRemoval(BROMMA, APPROVAL)
  expect(done).toEqual([expect.objectContaining({ logg: 'bromma' }), ['approve', BROMMA, APPROVAL]])
  const [record] = done as [LogRecord]
  expect(record.access).toMatchObject({
    handelse: 'borttagning',
    orsak: 'godkand',
    slutanvandare: 'Eva Ros',
    andamal: 'en utförare har slutat',
    klient: 'insyn-cli',
    utfall: 'tomt',
    visat: [],
  })
})

test('reading by hand is recorded in the hub’s own log before it begins, with a name when one was given', async () => {
  await tools.sync({ scopes: [BROMMA], kind: 'andrade' }, NOBODY)
  await tools.sync({ scopes: [BROMMA], kind: 'fullstandig' }, { by: 'Eva Ros', reason: 'rättad källa' })
  const record = (by: string | null, andamal: string | null) =>
    expect.objectContaining({
      logg: 'insyn',
      access: expect.objectContaining({ handelse: 'avstamning', orsak: 'synk', slutanvandare: by, andamal }),
    })
  expect(done).toEqual([
    record(null, null),
    ['run', { scopes: [BROMMA], kind: 'andrade', trigger: 'manuell' }],
    record('Eva Ros', 'rättad källa'),
    ['run', { scopes: [BROMMA], kind: 'fullstandig', trigger: 'manuell' }],
  ])
})

test('with the log down nothing is approved and nothing is read', async () => {
  logIsDown = true
  const down = { code: 'LOGG_OTILLGANGLIG' }
  await expect(tools.approveRemoval(BROMMA, APPROVAL)).rejects.toMatchObject(down)
  await expect(tools.sync({ scopes: [BROMMA], kind: 'fullstandig' }, NOBODY)).rejects.toMatchObject(down)
  expect(done).toEqual([])
})

test.each([
  ['a personnummer as the name', BROMMA, 40, NUMBER, '--av'],
  ['a personnummer as the reason', BROMMA, 40, 'Eva Ros', '--skal', `för ${NUMBER}`],
  ['no reason', BROMMA, 40, 'Eva Ros', '--skal', ''],
  ['a name of two lines', BROMMA, 40, 'Eva\nRos', '--av'],
  ['an empty name', BROMMA, 40, ' ', '--av'],
  ['a name of 101 characters', BROMMA, 40, 'e'.repeat(101), '--av'],
  ['no uppgifter', BROMMA, 0, 'Eva Ros', '--hogst'],
  ['a part of an uppgift', BROMMA, 1.5, 'Eva Ros', '--hogst'],
  ['what is no number', BROMMA, NaN, 'Eva Ros', '--hogst'],
  ['a scope that is not read', { source: 'paraplyet', stadsdel: 'farsta' } as const, 40, 'Eva Ros', 'stadsdel'],
])(
  'an approval with %s is refused by its field and never its value, unrecorded',
  async (_, scope, max, by, field, reason = 'rättad källa') => {
    const refused = await tools.approveRemoval(scope, { max, by, reason }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'BEGARAN_OGILTIG' })
    const { message } = refused as InsynError
    expect(message).toContain(field)
    if (by.trim() !== '' && by !== 'Eva Ros') expect(message).not.toContain(by)
    expect(message).not.toContain(NUMBER)
    expect(done).toEqual([])
  },
)

test('a reading by hand with a personnummer as the name is refused, unrecorded', async () => {
  const refused = await tools
    .sync({ scopes: [BROMMA], kind: 'andrade' }, { by: NUMBER, reason: null })
    .catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'BEGARAN_OGILTIG' })
  expect((refused as InsynError).message).not.toContain(NUMBER)
  expect(done).toEqual([])
})

test('a company is tried only after the record in the log of its board, and only under its avtal', async () => {
  await tools.tryAgresso('bromma', 'Eva Ros')
  expect(done).toEqual([
    expect.objectContaining({
      logg: 'bromma',
      access: expect.objectContaining({ handelse: 'avstamning', orsak: 'prova', slutanvandare: 'Eva Ros' }),
    }),
    ['try', 'bromma'],
  ])
  done.length = 0
  for (const stadsdel of ['farsta', 'jarva'])
    await expect(tools.tryAgresso(stadsdel, 'Eva Ros')).rejects.toMatchObject({ code: 'BEGARAN_OGILTIG' })
  await expect(tools.tryAgresso('bromma', NUMBER)).rejects.toMatchObject({ code: 'BEGARAN_OGILTIG' })
  logIsDown = true
  await expect(tools.tryAgresso('bromma', 'Eva Ros')).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  expect(done).toEqual([])
})

test('a dry run is recorded in the board’s log before the source is asked, and only where an avtal covers anything', async () => {
  const who = { by: 'Eva Ros', reason: 'ny mall' }
  const refused = { code: 'BEGARAN_OGILTIG' }
  await expect(tools.dryRun(BROMMA, who)).rejects.toMatchObject({
    ...refused,
    message: expect.stringMatching('covers'),
  })
  await expect(tools.dryRun({ ...JARVA, stadsdel: 'bromma' }, who)).rejects.toMatchObject(refused)
  await expect(tools.dryRun(OTHER, { ...who, by: NUMBER })).rejects.toMatchObject(refused)
  logIsDown = true
  await expect(tools.dryRun(OTHER, who)).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  expect(done).toEqual([])
  logIsDown = false
  expect(await tools.dryRun(OTHER, who)).toMatchObject(OTHER)
  expect(done).toEqual([expect.objectContaining({ logg: 'skarpnack' }), ['dry', OTHER]])
  const [{ access }] = done as [LogRecord]
  expect(access).toMatchObject({
    handelse: 'avstamning',
    orsak: 'torrkorning',
    slutanvandare: 'Eva Ros',
    andamal: 'ny mall',
  })
})
