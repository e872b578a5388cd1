import { expect, test } from '@jest/globals'
import { aLogRecord } from '../../test/support/access-records.ts'
import { type Commit, createGroupCommit } from './group-commit.ts'
import type { Draft } from './record.ts'

const limits = { maxBatch: 10, maxWaiting: 30 }

/** A commit that waits for the test's word, and keeps what it was asked for. */
function heldCommit() {
  const batches: { poster: readonly Draft[]; succeed: () => void; fail: (reason: Error) => void }[] = []
  let number = 0
  const commit: Commit = (records) =>
    new Promise((resolve, reject) => {
      batches.push({
        poster: records,
        succeed: () => resolve(records.map(({ logg }) => ({ logg, nummer: number++ }))),
        fail: reject,
      })
    })
  return { batches, commit }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))
const records = (count: number, log = 'jarva') => Array.from({ length: count }, () => aLogRecord(log))

test('what arrives during a commit shares the next, and everyone gets their own places', async () => {
  const { batches, commit } = heldCommit()
  const log = createGroupCommit(commit, limits)
  const answers = [1, 2, 3].map((count) => log.write(records(count)))
  await turn()
  expect(batches.map((batch) => batch.poster.length)).toEqual([1])
  batches[0]?.succeed()
  await turn()
  expect(batches.map((batch) => batch.poster.length)).toEqual([1, 5])
  batches[1]?.succeed()
  const numbers = (await Promise.all(answers)).map((places) => places.map(({ nummer }) => nummer))
  expect(numbers).toEqual([[0], [1, 2], [3, 4, 5]])
})

test('a batch is bounded and never parts the records of one request', async () => {
  const { batches, commit } = heldCommit()
  const log = createGroupCommit(commit, limits)
  const answers = [1, 6, 6, 3].map((count) => log.write(records(count)))
  for (let i = 0; i < 3; i++) {
    await turn()
    batches[i]?.succeed()
  }
  await Promise.all(answers)
  expect(batches.map((batch) => batch.poster.length)).toEqual([1, 6, 9])
})

test('a request with more records than a batch holds gets a batch of its own', async () => {
  const { batches, commit } = heldCommit()
  const log = createGroupCommit(commit, limits)
  const answer = log.write(records(12))
  await turn()
  batches[0]?.succeed()
  expect(await answer).toHaveLength(12)
})

test('no answer comes before the commit is done', async () => {
  const { batches, commit } = heldCommit()
  const log = createGroupCommit(commit, limits)
  let answered = false
  const answer = log.write(records(1)).then(() => (answered = true))
  await turn()
  expect(answered).toBe(false)
  batches[0]?.succeed()
  await answer
  expect(answered).toBe(true)
})

test('a failed commit fails its own requests only', async () => {
  const { batches, commit } = heldCommit()
  const log = createGroupCommit(commit, limits)
  const first = log.write(records(1))
  const second = log.write(records(1))
  batches[0]?.fail(new Error('disk'))
  await expect(first).rejects.toThrow('disk')
  await turn()
  batches[1]?.succeed()
  await expect(second).resolves.toHaveLength(1)
})

test('when too much waits, more is refused at once, and taken again when there is room', async () => {
  const { batches, commit } = heldCommit()
  const log = createGroupCommit(commit, limits)
  const taken = Array.from({ length: 3 }, () => log.write(records(10)))
  await expect(log.write(records(1))).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG', retryable: true })
  batches[0]?.succeed()
  await taken[0]
  await turn()
  const later = log.write(records(10))
  for (let i = 1; i < 4; i++) {
    batches[i]?.succeed()
    await turn()
  }
  await expect(Promise.all([...taken, later])).resolves.toHaveLength(4)
})

test('a malformed record fails its own request and takes no room', async () => {
  const { batches, commit } = heldCommit()
  const log = createGroupCommit(commit, limits)
  for (let i = 0; i < 40; i++)
    await expect(log.write([aLogRecord('../x')])).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  const answer = log.write(records(10))
  await turn()
  batches[0]?.succeed()
  await expect(answer).resolves.toHaveLength(10)
})

test('a request without records is refused, since its answer would be unlogged', async () => {
  const { commit } = heldCommit()
  await expect(createGroupCommit(commit, limits).write([])).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
})

test('stopping settles what was taken and takes no more', async () => {
  const { batches, commit } = heldCommit()
  const log = createGroupCommit(commit, limits)
  const taken = log.write(records(1))
  const stopped = log.stop()
  await expect(log.write(records(1))).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  batches[0]?.succeed()
  await stopped
  await expect(taken).resolves.toHaveLength(1)
})

test('how many records a request has does not decide whether it is taken', async () => {
  const { batches, commit } = heldCommit()
  const log = createGroupCommit(commit, limits)
  const taken = [10, 10, 9, 3].map((count) => log.write(records(count)))
  for (let i = 0; i < 4; i++) {
    await turn()
    batches[i]?.succeed()
  }
  await expect(Promise.all(taken)).resolves.toHaveLength(4)
})
