import { expect, test } from '@jest/globals'
import { enLoggpost } from '../../test/support/access-records.ts'
import { groupCommit, type Commit } from './group-commit.ts'
import type { Utkast } from './record.ts'

const limits = { maxBatch: 10, maxWaiting: 30 }

/** A commit that waits for the test's word, and keeps what it was asked for. */
function heldCommit() {
  const batches: { poster: readonly Utkast[]; succeed: () => void; fail: (reason: Error) => void }[] = []
  let nummer = 0
  const commit: Commit = (poster) =>
    new Promise((resolve, reject) => {
      batches.push({
        poster,
        succeed: () => resolve(poster.map(({ logg }) => ({ logg, nummer: nummer++ }))),
        fail: reject,
      })
    })
  return { batches, commit }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))
const poster = (antal: number, logg = 'jarva') => Array.from({ length: antal }, () => enLoggpost(logg))

test('what arrives during a commit shares the next, and everyone gets their own places', async () => {
  const { batches, commit } = heldCommit()
  const logg = groupCommit(commit, limits)
  const answers = [1, 2, 3].map((antal) => logg.skriv(poster(antal)))
  await turn()
  expect(batches.map((batch) => batch.poster.length)).toEqual([1])
  batches[0]?.succeed()
  await turn()
  expect(batches.map((batch) => batch.poster.length)).toEqual([1, 5])
  batches[1]?.succeed()
  const numbers = (await Promise.all(answers)).map((platser) => platser.map(({ nummer }) => nummer))
  expect(numbers).toEqual([[0], [1, 2], [3, 4, 5]])
})

test('a batch is bounded and never parts the records of one request', async () => {
  const { batches, commit } = heldCommit()
  const logg = groupCommit(commit, limits)
  const answers = [1, 6, 6, 3].map((antal) => logg.skriv(poster(antal)))
  for (let i = 0; i < 3; i++) {
    await turn()
    batches[i]?.succeed()
  }
  await Promise.all(answers)
  expect(batches.map((batch) => batch.poster.length)).toEqual([1, 6, 9])
})

test('a request with more records than a batch holds gets a batch of its own', async () => {
  const { batches, commit } = heldCommit()
  const logg = groupCommit(commit, limits)
  const answer = logg.skriv(poster(12))
  await turn()
  batches[0]?.succeed()
  expect(await answer).toHaveLength(12)
})

test('no answer comes before the commit is done', async () => {
  const { batches, commit } = heldCommit()
  const logg = groupCommit(commit, limits)
  let answered = false
  const answer = logg.skriv(poster(1)).then(() => (answered = true))
  await turn()
  expect(answered).toBe(false)
  batches[0]?.succeed()
  await answer
  expect(answered).toBe(true)
})

test('a failed commit fails its own requests only', async () => {
  const { batches, commit } = heldCommit()
  const logg = groupCommit(commit, limits)
  const first = logg.skriv(poster(1))
  const second = logg.skriv(poster(1))
  batches[0]?.fail(new Error('disk'))
  await expect(first).rejects.toThrow('disk')
  await turn()
  batches[1]?.succeed()
  await expect(second).resolves.toHaveLength(1)
})

test('when too much waits, more is refused at once, and taken again when there is room', async () => {
  const { batches, commit } = heldCommit()
  const logg = groupCommit(commit, limits)
  const taken = Array.from({ length: 3 }, () => logg.skriv(poster(10)))
  await expect(logg.skriv(poster(1))).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG', retryable: true })
  batches[0]?.succeed()
  await taken[0]
  await turn()
  const later = logg.skriv(poster(10))
  for (let i = 1; i < 4; i++) {
    batches[i]?.succeed()
    await turn()
  }
  await expect(Promise.all([...taken, later])).resolves.toHaveLength(4)
})

test('a malformed record fails its own request and takes no room', async () => {
  const { batches, commit } = heldCommit()
  const logg = groupCommit(commit, limits)
  for (let i = 0; i < 40; i++)
    await expect(logg.skriv([enLoggpost('../x')])).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  const answer = logg.skriv(poster(10))
  await turn()
  batches[0]?.succeed()
  await expect(answer).resolves.toHaveLength(10)
})

test('a request without records is refused, since its answer would be unlogged', async () => {
  const { commit } = heldCommit()
  await expect(groupCommit(commit, limits).skriv([])).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
})

test('stopping settles what was taken and takes no more', async () => {
  const { batches, commit } = heldCommit()
  const logg = groupCommit(commit, limits)
  const taken = logg.skriv(poster(1))
  const stopped = logg.stop()
  await expect(logg.skriv(poster(1))).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  batches[0]?.succeed()
  await stopped
  await expect(taken).resolves.toHaveLength(1)
})

test('how many records a request has does not decide whether it is taken', async () => {
  const { batches, commit } = heldCommit()
  const logg = groupCommit(commit, limits)
  const taken = [10, 10, 9, 3].map((antal) => logg.skriv(poster(antal)))
  for (let i = 0; i < 4; i++) {
    await turn()
    batches[i]?.succeed()
  }
  await expect(Promise.all(taken)).resolves.toHaveLength(4)
})
