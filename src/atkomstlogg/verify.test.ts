import { expect, test } from '@jest/globals'
import { aLogRecord, newSigner } from '../../test/support/access-records.ts'
import { campaign } from '../../test/support/campaign.ts'
import { buildBatch } from './batch.ts'
import { logOrigin, parseCheckpoint, signCheckpoint } from './checkpoint.ts'
import { checkpointLine, headerLine } from './export-format.ts'
import { linesOf } from './lines.ts'
import { type CompactRange, EMPTY_RANGE, extend, rootOf } from './merkle.ts'
import { parseVkey, vkeyText } from './note.ts'
import { createDraft } from './record.ts'
import type { Refuted } from './refuted.ts'
import { type ExportVerdict, verifyExport } from './verify.ts'

const signer = newSigner()
const origin = logOrigin('insyn.example', 'jarva')
const vkey = vkeyText(origin, signer.publicKey)

const { rows } = buildBatch(
  new Map(),
  Array.from({ length: 1500 }, (_, i) => createDraft(aLogRecord('jarva', { arende: `arende ${i}`, orsak: '\u2028å' }))),
)
const posts = rows.map(({ text }) => text)
const at = (size: number): CompactRange =>
  extend(
    EMPTY_RANGE,
    rows.slice(0, size).map(({ leaf }) => leaf),
  )
const noteAt = (size: number, by = signer) => signCheckpoint({ origin, size, root: rootOf(at(size)) }, by)
const header = (from: number, size: number) =>
  headerLine({ logg: 'jarva', origin, vkey, before: at(from), size, changes: [] })
const exported = (from: number, size: number): string[] => [
  header(from, size),
  ...posts.slice(from, size),
  checkpointLine(noteAt(size)),
]

async function* bytesOf(bytes: Buffer, step = 1 << 20): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += step) yield bytes.subarray(from, from + step)
}
async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines
}
async function collect(lines: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = []
  for await (const line of lines) found.push(line)
  return found
}
const keysOf = (...texts: string[]) => texts.map(parseVkey).filter((key) => key !== undefined)
const verify = (lines: readonly string[], others: readonly string[] = []): Promise<ExportVerdict | Refuted> => {
  const claims = others.map(parseCheckpoint).filter((claim) => claim !== undefined)
  expect(claims.length).toBe(others.length)
  const published = claims.map((claim, i) => ({ ...claim, source: `checkpoint ${i + 1}` }))
  return verifyExport(each(lines), keysOf(vkey), published)
}

test.each([
  [0, 0],
  [0, 1],
  [0, 1500],
  [0, 1024],
  [700, 1500],
  [1, 2],
  [1500, 1500],
])('an export from %d up to %d verifies', async (from, size) => {
  expect(await verify(exported(from, size))).toEqual({
    ok: true,
    kind: 'export',
    logg: 'jarva',
    fran: from,
    size,
    root: rootOf(at(size)).toString('base64'),
    pruned: [],
    lost: [],
    compared: 0,
    superseded: 0,
    earlier: 0,
  })
})

test('no single flipped bit anywhere in an export goes unseen', async () => {
  const bytes = Buffer.from(exported(3, 6).join('\n') + '\n')
  const unseen: string[] = []
  for (let i = 0; i < bytes.length; i++)
    for (const bit of campaign([i % 8], [0, 1, 2, 3, 4, 5, 6, 7])) {
      const forged = Buffer.from(bytes)
      forged[i] = (bytes[i] ?? 0) ^ (1 << bit)
      const result = await verifyExport(linesOf(bytesOf(forged)), keysOf(vkey))
      if (result.ok) unseen.push(`${i}:${bit}`)
    }
  expect(unseen).toEqual([])
}, 60_000)

const whole = exported(0, 5)
const other = buildBatch(new Map([['jarva', at(2)]]), [createDraft(aLogRecord('jarva'))]).rows[0]?.text ?? ''
const elsewhere = buildBatch(new Map(), [createDraft(aLogRecord('farsta'))]).rows[0]?.text ?? ''
const swap = (lines: readonly string[], a: number, b: number) => lines.with(a, lines[b] ?? '').with(b, lines[a] ?? '')
test.each([
  ['is empty', [], 'Line 1'],
  ['has no header', whole.slice(1), 'Line 1'],
  ['lacks a record', whole.toSpliced(3, 1), 'Line 4: record 2 should be here'],
  ['has a record twice', whole.toSpliced(3, 0, whole[3] ?? ''), 'Line 5: record 3 should be here'],
  ['has two records the other way round', swap(whole, 2, 3), 'Line 3'],
  ['has another record in a place', whole.with(3, other), 'one of them is changed'],
  ['has a record of another log', whole.with(1, elsewhere), 'another log'],
  ['has an empty line', whole.toSpliced(2, 0, ''), 'Line 3: not a record'],
  ['ends before the checkpoint', whole.slice(0, -1), 'the checkpoint is missing'],
  ['ends among the records', whole.slice(0, 3), 'Line 4: the file ends'],
  ['goes on after the checkpoint', [...whole, ''], 'Line 8'],
  ['says it is longer', whole.with(0, header(0, 6)), 'Line 7: not a record'],
  ['says it is shorter', whole.with(0, header(0, 4)), 'Line 6: the checkpoint should be here'],
  ['leaves out its beginning', whole.toSpliced(1, 1).with(0, header(1, 5)).with(1, other), 'Line 2'],
  ['has a checkpoint of another size', whole.with(-1, checkpointLine(noteAt(4))), 'Line 7'],
  [
    'is signed by somebody else',
    whole.with(-1, checkpointLine(noteAt(5, newSigner()))),
    'Line 7: signed by another key',
  ],
])('an export that %s is refused, and the place named', async (_, lines, error) => {
  expect(await verify(lines)).toMatchObject({ ok: false, fel: expect.stringContaining(error) })
})

test('a forged past is seen although the records that are shown are whole', async () => {
  const forged = extend(EMPTY_RANGE, [...rows.slice(0, 2).map(({ leaf }) => leaf), Buffer.alloc(32)])
  const lines = exported(3, 6).with(
    0,
    headerLine({ logg: 'jarva', origin, vkey, before: forged, size: 6, changes: [] }),
  )
  expect(await verify(lines)).toMatchObject({ ok: false })
})

test('an export is only accepted with the key of its own log', async () => {
  const others = [newSigner().publicKey, signer.publicKey].map((key, i) =>
    vkeyText(logOrigin('insyn.example', i === 0 ? 'jarva' : 'farsta'), key),
  )
  for (const otherKey of [...others, 'nyckel'])
    expect(await verifyExport(each(whole), keysOf(otherKey))).toMatchObject({ ok: false })
})

test('a log that was rewritten and signed anew does not pass a checkpoint that was kept outside', async () => {
  const kept = noteAt(1200)
  expect(await verify(exported(0, 1500), [kept, noteAt(3)])).toMatchObject({ ok: true })

  const rewritten = buildBatch(
    new Map(),
    rows.map(({ draft: draft }) => draft),
  )
  const end = rewritten.heads[0]?.range ?? EMPTY_RANGE
  const forged = [
    header(0, 1500),
    ...rewritten.rows.map(({ text: item }) => item),
    checkpointLine(signCheckpoint({ origin, size: 1500, root: rootOf(end) }, signer)),
  ]
  expect(await verify(forged)).toMatchObject({ ok: true })
  expect(await verify(forged, [kept, noteAt(1201)])).toMatchObject({
    ok: false,
    fel: expect.stringContaining('Records 0 to 1199: one of them is changed'),
    from: 0,
    to: 1200,
  })
})

test.each([
  ['of a size before the export', exported(700, 900), noteAt(600), 'No checkpoint is of a size'],
  ['of a size after the export', exported(700, 900), noteAt(901), 'older than that, or cut off'],
  ['that somebody else signed', exported(700, 900), noteAt(800, newSigner()), 'signed by another key'],
])('a checkpoint from outside %s is not passed over', async (_, lines, note, error) => {
  expect(await verify(lines, [note])).toMatchObject({ ok: false, fel: expect.stringContaining(error) })
})

test('of the checkpoints that the hub has published, those of a time before the export are counted and not compared', async () => {
  const published = [noteAt(600), noteAt(700), noteAt(800)]
  expect(await verify(exported(700, 900), published)).toMatchObject({ ok: true, compared: 2, earlier: 1 })
})

test('a file gives the same lines in whatever pieces it is read', async () => {
  const bytes = Buffer.from(whole.join('\n') + '\n')
  for (const step of [1, 2, 7, 1000, bytes.length]) expect(await collect(linesOf(bytesOf(bytes, step)))).toEqual(whole)
})

test('a file without line breaks does not fill the memory', async () => {
  async function* endless() {
    for (;;) yield Buffer.alloc(64 * 1024, 'a')
  }
  await expect(collect(linesOf(endless()))).rejects.toMatchObject({ code: 'LOGG_BRUTEN' })
})
