import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { type Random, random } from '../simulators/population/random.ts'
import type { Refuted } from '../src/atkomstlogg/refuted.ts'
import { campaign } from './support/campaign.ts'
import { bothVerdicts, verifyByBoth } from './support/log/both-verifiers.ts'
import { type LogStory, type MadeLog, makeLog } from './support/log/made-log.ts'
import { type Mutant, MUTATIONS } from './support/log/mutations.ts'

jest.setTimeout(campaign(600_000, 1_800_000))

const MUTANTS = campaign(300, 7_500)
const PROOFS = campaign(150, 1_500)
/** Mutants of one log. */
const OF_ONE = 40
const SEED = Number(process.env.INSYN_SEED ?? 1)

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'log-mutations-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A log in which all may have happened that can. */
function someStory(numbers: Random): LogStory {
  const size = numbers.between(25, 60)
  const gapFrom = numbers.between(3, 8)
  const gapTo = gapFrom + numbers.between(1, 6)
  const gap = numbers.chance(0.4)
    ? { from: gapFrom, signed: numbers.between(gapFrom + 1, gapTo), to: gapTo }
    : undefined
  const rotation = numbers.chance(0.4) ? numbers.between(16, 20) : undefined
  const to = numbers.between(1, 22)
  const acts = [...(gap === undefined ? [] : [gap.to]), ...(rotation === undefined ? [] : [rotation])]
  const kept = [...new Set([numbers.number(to), numbers.number(to), ...acts.filter((n) => n < to)])].sort(
    (a, b) => a - b,
  )
  const published = [...new Set(Array.from({ length: numbers.between(1, 8) }, () => numbers.between(0, size - 3)))]
  // Lost numbers beyond the newest checkpoint were never signed for.
  const signed = published.filter((n) => gap === undefined || n <= gap.signed || n > gap.to)
  return {
    log: 'bromma',
    size,
    published: [...signed, size - 1].sort((a, b) => a - b),
    ...(gap === undefined ? {} : { gap }),
    ...(rotation === undefined ? {} : { rotation }),
    ...(numbers.chance(0.5) ? { pruning: { to, kept } } : {}),
  }
}

/** Where the first changed line stands, and the records that it held. */
function firstChange(log: MadeLog, text: string | Buffer) {
  const whole = log.exported()
  const lines = Buffer.from(text).toString('latin1').split('\n')
  const row = whole.findIndex((line, i) => Buffer.from(line).toString('latin1') !== lines[i])
  const lengths = whole.map((line) =>
    line.startsWith('{"gallrade"') ? pruned(line) : line.startsWith('{"format"') ? 0 : 1,
  )
  const from = lengths.slice(0, row).reduce((sum, length) => sum + length, 0)
  return row === -1
    ? { row: whole.length + 1, from: log.story.size, to: log.story.size + 1 }
    : { row: row + 1, from, to: from + (lengths[row] ?? 0) }
}

function pruned(line: string): number {
  const { gallrade } = JSON.parse(line) as { gallrade: { fran: number; till: number } }
  return gallrade.till - gallrade.fran
}

/** The header is not signed: what it says wrongly is found where the records or the checkpoint say otherwise. */
function namesPlace(
  { line, from, to }: Refuted,
  change: ReturnType<typeof firstChange>,
  { bad, fits = false }: Mutant,
): boolean {
  if (change.row === 1 && bad === undefined) return true
  if (bad === undefined && (line === change.row || (fits && line === change.row + 1))) return true
  const place = bad === undefined ? change : { from: bad, to: bad + 1 }
  return from !== undefined && to !== undefined && from < Math.max(place.to, place.from + 1) && place.from < to
}

test('no change of an export goes unseen by either verifier, and the first bad position is named', async () => {
  const file = join(folder, 'export.jsonl')
  const kept = join(folder, 'bromma.checkpoints')
  const seen = new Map<string, number>()
  const kinds = Object.entries(MUTATIONS)
  const wrong: unknown[] = []
  let made = 0
  for (let index = 0; made < MUTANTS; index++) {
    const numbers = random(SEED, index, 17)
    const log = makeLog(someStory(numbers))
    const check = { file, keys: [log.vkeys[numbers.number(2)] ?? ''], checkpoints: [kept] }
    await writeFile(kept, log.notes.map((checkpoint) => `${JSON.stringify({ checkpoint })}\n`).join(''))
    await writeFile(file, `${log.exported().join('\n')}\n`)
    expect([index, log.story, await verifyByBoth(check)]).toMatchObject([index, {}, { ok: true }])
    for (let i = 0; i < OF_ONE && made < MUTANTS; i++) {
      const [kind, mutate] = numbers.options(kinds)
      const mutant = mutate(log, numbers)
      if (mutant === undefined || Buffer.from(mutant.text).equals(Buffer.from(`${log.exported().join('\n')}\n`)))
        continue
      made++
      await writeFile(file, mutant.text)
      const verdicts = await bothVerdicts(check)
      seen.set(kind, (seen.get(kind) ?? 0) + 1)
      const change = firstChange(log, mutant.text)
      for (const verdict of verdicts)
        if (verdict.ok || !namesPlace(verdict, change, mutant))
          wrong.push({ kind, index, story: log.story, change, bad: mutant.bad, verdicts })
    }
  }
  console.log(`changes of exports, all found: ${[...seen].map(([kind, count]) => `${kind} ${count}`).join(', ')}`)
  expect(wrong.slice(0, 3)).toEqual([])
  expect([...seen.keys()].sort()).toEqual(kinds.map(([kind]) => kind).sort())
})

test('when the record that tells of a loss is said to be pruned, both name a place that holds it', async () => {
  const file = join(folder, 'gap.jsonl')
  const kept = join(folder, 'gap.checkpoints')
  const gap = { from: 5, signed: 10, to: 10 }
  const log = makeLog({ log: 'bromma', size: 33, gap, pruning: { to: 21, kept: [10] }, published: [1, 7, 10, 21, 32] })
  const mutant = MUTATIONS['hold faked']?.(log, random(SEED, 0, 20))
  await writeFile(kept, log.notes.map((checkpoint) => `${JSON.stringify({ checkpoint })}\n`).join(''))
  await writeFile(file, mutant?.text ?? '')
  for (const verdict of await bothVerdicts({ file, keys: [log.vkeys[0]], checkpoints: [kept] })) {
    if (verdict.ok) throw new Error('not found')
    expect([verdict.from, 10 < (verdict.to ?? 0)]).toEqual([1, true])
  }
})

test('no changed byte of a proof goes unseen by either verifier', async () => {
  const file = join(folder, 'proof.json')
  const kept = join(folder, 'kept')
  let made = 0
  for (let index = 0; made < PROOFS; index++) {
    const numbers = random(SEED, index, 18)
    const log = makeLog({ ...someStory(numbers), published: [] })
    const number = numbers.options(log.kinds.flatMap((kind, n) => (kind === 'record' && n < 23 ? [n] : [])))
    // Not under a checkpoint of two keys: of their lines each is a witness's to who knows the other key alone.
    const earlier = numbers.options([15, 16, 22, 23].filter((n) => n !== (log.story.rotation ?? 0) + 1))
    const proofs = log.proofs(number, earlier, 23)
    await writeFile(
      kept,
      numbers.chance(0.5) ? log.noteAt(23) : `{"checkpoint":"torn\n${JSON.stringify({ checkpoint: log.noteAt(23) })}`,
    )
    for (const proof of proofs) {
      const check = { file, keys: [log.vkeys[0]], checkpoints: numbers.chance(0.5) ? [kept] : [] }
      await writeFile(file, proof)
      const verdict = await verifyByBoth(check)
      expect(verdict).toMatchObject({ ok: true })
      expect('compared' in verdict && verdict.compared >= check.checkpoints.length).toBe(true)
      for (let i = 0; i < OF_ONE / 2; i++) {
        made++
        const bytes = Buffer.from(proof)
        const at = numbers.number(bytes.length)
        bytes[at] = (bytes[at] ?? 0) ^ numbers.between(1, 255)
        await writeFile(file, numbers.chance(0.9) ? bytes : bytes.subarray(0, at))
        expect([index, at, await verifyByBoth(check)]).toMatchObject([index, at, { ok: false }])
      }
    }
  }
})
