import { expect, test } from '@jest/globals'
import { allTexts, error } from '../../../test/support/sources/http-peer.ts'
import { answer, envelope } from '../../../test/support/sources/xml-reply.ts'
import { compileRowReader } from '../../mapping/compile-row-reader.ts'
import { readManifest } from '../../mapping/load-manifests.ts'
import type { Row } from '../../mapping/row-reader.ts'
import { readStream } from '../soap/stream-reply.ts'
import type { Reply } from '../soap/transport.ts'
import { PARAPLYET_NS } from './client.ts'
import { rowAnswer } from './row-answer.ts'

const manifest = readManifest('config/tittbehorighet').find((m) => m.informationsmangd === 'kostatus')!
const SECRET = 'kanarie-3310'

async function read(reply: Reply): Promise<Row[]> {
  const rows = compileRowReader([{ element: 'KoRad', sourceRow: 'KoRad', manifest }], {
    today: new Date('2026-09-15'),
    unknownFields: new Map(),
  })
  const rowsOfAnswer = rowAnswer('paraplyet farsta LasAllt', rows, (element) => element !== 'BeslutRad')
  const all: Row[] = []
  const take = (): Row[] => rows.take()
  const parts = readStream(
    reply,
    {
      what: 'paraplyet farsta LasAllt',
      answer: { namespace: PARAPLYET_NS, name: 'LasAlltSvar' },
      faultCodes: new Set(),
    },
    { answer: rowsOfAnswer, take, done: () => rowsOfAnswer.done() },
  )
  for await (const part of parts) all.push(...part)
  return all
}

const row = (n: number): string =>
  `<KoRad><Personnummer>189001019802</Personnummer><KoId>k${n}</KoId><KoSlag>DAG</KoSlag><KoStatus>VANTAR</KoStatus>` +
  `<KoSedan>2026-01-0${n}</KoSedan><KoAnteckning>${SECRET}</KoAnteckning></KoRad>`
const ROWS = [row(1), `<BeslutRad><Diagnos>${SECRET}</Diagnos></BeslutRad>`, row(2), '<NyRad/>', row(3)]
const document = (rows: readonly string[], count = ROWS.length): string =>
  envelope(
    `<LasAlltSvar xmlns="${PARAPLYET_NS}"><Rader>${rows.join('')}</Rader><AntalRader>${count}</AntalRader><Tidpunkt>2026-09-15T08:00:00Z</Tidpunkt></LasAlltSvar>`,
  )
const WHOLE = document(ROWS)

test.each([1, 7, 100_000])('a whole answer is read, in pieces of %d bytes', async (bit) => {
  const rows = await read(answer(WHOLE, { bit }))
  expect(rows.map(({ falt }) => falt['koId'])).toEqual(['k1', 'k2', 'k3'])
  expect(JSON.stringify(rows)).not.toContain(SECRET)
})

test('an answer cut at any byte is no answer', async () => {
  for (let i = 0; i < WHOLE.length; i++) {
    const failure = await error(read(answer(WHOLE.slice(0, i), { bit: 1_000 })))
    expect(failure).toMatchObject({ code: 'KALLA_INTE_SVAR' })
    expect(allTexts(failure)).not.toContain(SECRET)
  }
})

test('an answer that lacks any of its rows, or has one too many, is not whole', async () => {
  for (let i = 0; i < ROWS.length; i++) {
    expect(await error(read(answer(document(ROWS.toSpliced(i, 1)))))).toMatchObject({ code: 'KALLA_TRUNKERAD' })
    expect(await error(read(answer(document(ROWS.slice(0, i)))))).toMatchObject({ code: 'KALLA_TRUNKERAD' })
  }
  expect(await error(read(answer(document([...ROWS, row(4)]))))).toMatchObject({ code: 'KALLA_TRUNKERAD' })
})

test.each([
  ['no count', WHOLE.replace('<AntalRader>5</AntalRader>', '')],
  ['an empty count', WHOLE.replace('<AntalRader>5', '<AntalRader>')],
  ['a count that is no number', WHOLE.replace('<AntalRader>5', `<AntalRader>${SECRET}`)],
  ['two counts', WHOLE.replace('<Tidpunkt>', '<AntalRader>5</AntalRader><Tidpunkt>')],
  ['no rows and no count', envelope(`<LasAlltSvar xmlns="${PARAPLYET_NS}"/>`)],
  ['rows twice', WHOLE.replace('<Rader>', '<Rader></Rader><Rader>')],
  ['a row in the count', WHOLE.replace('<AntalRader>5', `<AntalRader>5${row(4)}`)],
  ['something else in it', WHOLE.replace('<Rader>', `<Annat>${SECRET}</Annat><Rader>`)],
])('%s: no answer', async (_what, xml) => {
  const failure = await error(read(answer(xml)))
  expect(failure).toMatchObject({ code: 'KALLA_INTE_SVAR' })
  expect(allTexts(failure)).not.toContain(SECRET)
})

test('with status 500 the answer is none, and its rows are not read', async () => {
  expect(await error(read(answer(WHOLE, { status: 500 })))).toMatchObject({ code: 'KALLA_INTE_SVAR' })
})

test('no rows at all is an answer when the source says so', async () => {
  expect(await read(answer(document([], 0)))).toEqual([])
})

test.each(['x-ingen-sadan', 'utf-16'])(
  'a charset of %s that cannot be read is no answer, and the request ends',
  async (charset) => {
    let end = 0
    const failure = await error(read(answer(WHOLE, { charset, end: () => end++ })))
    expect(failure).toMatchObject({
      code: 'KALLA_INTE_SVAR',
      message: expect.stringMatching(/^paraplyet farsta LasAllt: /),
    })
    expect(end).toBe(1)
  },
)
