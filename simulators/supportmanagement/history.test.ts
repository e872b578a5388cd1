import { expect, test } from '@jest/globals'
import { item, OPENING, useErrands } from '../../test/support/case-system/errand-calls.ts'

const { proof, call, status, read } = useErrands()
const versions = async (id: string) =>
  ((await read(`errands/${id}/revisions`)) as { version: number }[]).map(({ version }) => version)
const difference = async (id: string, source: number, target: number) =>
  (await read(`errands/${id}/revisions/difference?source=${source}&target=${target}`)) as {
    operations: { op: string; path: string; value: string; fromValue?: string }[]
  }
const notified = async (id: string) =>
  (await read(`errands/${id}/notifications`)) as { ownerId: string; createdBy?: string; acknowledged: boolean }[]
const told = async (id: string) =>
  ((await read(`errands/${id}/events`)) as { content: { type: string; historyReference: string }[] }).content

test('an errand has a revision from its creation, and one more of each PATCH that finds a difference', async () => {
  const location = (await call('POST', 'errands', OPENING)).headers.get('location') ?? ''
  const id = location.split('/').at(-1) ?? ''
  const [first] = (await read(`errands/${id}/revisions`)) as object[]
  expect(first).toEqual({
    id: expect.any(String),
    entityId: id,
    entityType: 'ErrandEntity',
    version: 0,
    created: expect.any(String),
  })
  await call('PATCH', `errands/${id}`, { title: 'Ny' })
  expect(await versions(id)).toEqual([0, 1])
  await call('PATCH', `errands/${id}`, { title: 'Ny' })
  await call('PATCH', `errands/${id}`, { externalTags: [] })
  expect(await versions(id)).toEqual([0, 1])
  expect((await difference(id, 0, 1)).operations).toEqual(
    expect.arrayContaining([{ op: 'replace', path: '/title', value: 'Ny', fromValue: 'Fråga' }]),
  )
  expect(proof().shortcomings).toEqual([])
})

test('parameters and json-parameters by their own addresses make no revision, no event and no notification', async () => {
  const id = proof().create({ assignedUserId: 'bo' })
  const base = `errands/${id}`
  expect(await status('PUT', `${base}/json-parameters/k`, item('k', 1))).toBe(201)
  expect(await status('PUT', `${base}/json-parameters/k`, item('k', 2))).toBe(200)
  expect(await status('PATCH', `${base}/parameters`, [{ key: 'p', values: ['1'] }])).toBe(200)
  expect(await status('PATCH', `${base}/parameters/p`, ['2'])).toBe(200)
  expect(await status('DELETE', `${base}/parameters/p`)).toBe(204)
  expect(await status('DELETE', `${base}/json-parameters/k`)).toBe(204)
  expect(await versions(id)).toEqual([0])
  expect(await notified(id)).toEqual([])
  expect((await told(id)).map(({ type }) => type)).toEqual(['CREATE'])
  expect(proof().shortcomings).toEqual([])
})

test('what stands in the errand at a PATCH of something else can be read afterwards, though it has been taken away', async () => {
  const id = proof().create()
  await call('PUT', `errands/${id}/json-parameters/k`, item('k', 1))
  await call('PATCH', `errands/${id}/parameters`, [{ key: 'insyn-handlaggare', values: ['Åsa Ek'] }])
  await call('PATCH', `errands/${id}`, { title: 'Ny' })
  await call('DELETE', `errands/${id}/json-parameters/k`)
  await call('PATCH', `errands/${id}/parameters`, [])
  expect(await read(`errands/${id}`)).toMatchObject({ jsonParameters: [], parameters: [] })
  const added = await difference(id, 0, 1)
  const at = (path: string) => added.operations.filter((operation) => operation.path === path)
  expect(at('/jsonParameters/0')).toMatchObject([{ op: 'add', value: expect.stringContaining('Åsa Ek') }])
  expect(at('/parameters/0')).toMatchObject([{ op: 'add', value: expect.stringContaining('Åsa Ek') }])

  await call('PATCH', `errands/${id}`, { title: 'Nyare' })
  const { operations } = await difference(id, 1, 2)
  expect(operations).toMatchObject([
    { op: 'replace', path: '/title', value: 'Nyare', fromValue: 'Ny' },
    { op: 'remove', path: '/parameters/0', value: expect.stringContaining('Åsa Ek') },
    { op: 'remove', path: '/jsonParameters/0', value: expect.stringContaining('Åsa Ek') },
  ])
})

test('a difference keeps what stays in a list, and shows old and new of what has changed', async () => {
  const id = proof().create()
  for (const key of ['a', 'b', 'c']) await call('PUT', `errands/${id}/json-parameters/${key}`, item(key, 1, key))
  await call('PATCH', `errands/${id}`, { title: 'Ny' })
  await call('DELETE', `errands/${id}/json-parameters/a`)
  await call('PUT', `errands/${id}/json-parameters/c`, item('c', 1, 'changed'))
  await call('PUT', `errands/${id}/json-parameters/d`, item('d', 1, 'd'))
  await call('PATCH', `errands/${id}`, { description: 'x' })
  const { operations } = await difference(id, 1, 2)
  expect(operations.map(({ op, path }) => `${op} ${path}`).sort()).toEqual([
    'add /description',
    'add /jsonParameters/2',
    'remove /jsonParameters/0',
    'replace /jsonParameters/1/value',
  ])
  expect(operations).toContainEqual(
    expect.objectContaining({
      path: '/jsonParameters/1/value',
      value: expect.stringContaining('changed'),
      fromValue: expect.stringContaining('"c"'),
    }),
  )
})

test('each PATCH with a revision tells the event log and the assigned user, who has seen what is the user’s own', async () => {
  const id = proof().create({ assignedUserId: 'bo' })
  expect(await notified(id)).toEqual([])
  await call('PATCH', `errands/${id}`, { title: 'Ny' })
  expect(await notified(id)).toMatchObject([{ ownerId: 'bo', createdBy: 'anna', acknowledged: false }])
  await call('PATCH', `errands/${id}`, { title: 'Nyare' }, { 'x-sent-by': 'BO; type=adAccount' })
  expect((await notified(id)).map(({ acknowledged }) => acknowledged)).toEqual([true, false])
  const revisions = (await read(`errands/${id}/revisions`)) as { id: string }[]
  expect((await told(id)).map(({ type, historyReference }) => [type, historyReference])).toEqual([
    ['CREATE', revisions[0]?.id],
    ['UPDATE', revisions[1]?.id],
    ['UPDATE', revisions[2]?.id],
  ])
  const other = proof().create()
  await call('PATCH', `errands/${other}`, { title: 'Ny' })
  expect(await notified(other)).toEqual([])
})

test('the notification of the PATCH before is a difference too: with an assigned user no PATCH is without a revision', async () => {
  const id = proof().create({ assignedUserId: 'bo' })
  for (let round = 0; round < 3; round++) await call('PATCH', `errands/${id}`, { title: 'Fråga' })
  expect(await versions(id)).toEqual([0, 1, 2, 3])
})

test('revisions stay when the errand goes, and then nobody reads them by the service', async () => {
  const id = proof().create()
  await call('PATCH', `errands/${id}`, { title: 'Ny' })
  expect(await status('DELETE', `errands/${id}`)).toBe(204)
  expect(await status('GET', `errands/${id}/revisions`)).toBe(404)
  expect(await status('GET', `errands/${id}/revisions/difference?source=0&target=1`)).toBe(404)
  expect(proof().namnrymd.history.get(id)?.revisions).toHaveLength(2)
  expect((await told(id)).map(({ type }) => type)).toEqual(['CREATE', 'UPDATE', 'DELETE'])
})

test('a revision that is not there is 404, and what is no version 400', async () => {
  const id = proof().create()
  expect(await status('GET', `errands/${id}/revisions/difference?source=0&target=1`)).toBe(404)
  expect(await status('GET', `errands/${id}/revisions/difference?source=0`)).toBe(400)
  expect(await status('GET', `errands/${id}/revisions/difference?source=0&target=-1`)).toBe(400)
})

test('an attachment that comes or goes makes a revision of all that stands in the errand, and leaves its version', async () => {
  const id = proof().create({ assignedUserId: 'bo' })
  await call('PUT', `errands/${id}/json-parameters/k`, item('k', 1))
  const body = new FormData()
  body.set('errandAttachment', new Blob(['text']), 'letter.txt')
  const headers = { authorization: 'Bearer losen', 'x-sent-by': 'anna; type=adAccount' }
  const place = `${proof().url}/2281/KONTAKTCENTER/errands/${id}/attachments`
  const answer = await fetch(place, { method: 'POST', headers, body })
  const attached = answer.headers.get('location')?.split('/').at(-1)
  expect(answer.status).toBe(201)
  expect(await read(`errands/${id}/attachments`)).toMatchObject([{ id: attached, fileName: 'letter.txt' }])
  const { operations } = await difference(id, 0, 1)
  expect(operations).toEqual(
    expect.arrayContaining([
      { op: 'add', path: '/attachments/0', value: expect.stringContaining('letter.txt') },
      { op: 'add', path: '/jsonParameters/0', value: expect.stringContaining('Åsa Ek') },
    ]),
  )
  expect(await status('DELETE', `errands/${id}/attachments/${attached}`)).toBe(204)
  expect(await status('DELETE', `errands/${id}/attachments/${attached}`)).toBe(404)
  expect(await versions(id)).toEqual([0, 1, 2])
  expect(await notified(id)).toHaveLength(2)
  expect(await read(`errands/${id}`)).toMatchObject({ version: 1 })
  expect(await read(`errands/${id}`)).not.toHaveProperty('attachments')
  expect((await fetch(place, { method: 'POST', headers, body: new FormData() })).status).toBe(400)
  expect(proof().shortcomings).toEqual([])
})
