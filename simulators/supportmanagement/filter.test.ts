import { beforeAll, expect, test } from '@jest/globals'
import { useErrands } from '../../test/support/case-system/errand-calls.ts'

const { proof, call } = useErrands()
const names = new Map<string, string>()

beforeAll(() => {
  const add = (name: string, others: Parameters<ReturnType<typeof proof>['create']>[0]) =>
    names.set(proof().create({ title: name, ...others }), name)
  add('first', {
    externalTags: [
      { key: 'caseId', value: 'A-1' },
      { key: 'flow', value: 'B2' },
    ],
    assignedUserId: 'bo',
  })
  add('second', { status: 'ONGOING', externalTags: [{ key: 'caseId', value: 'A-2' }] })
  add('third', { status: 'SOLVED', parameters: [{ key: 'andamal', values: ['kofraga', 'annat'], version: 0 }] })
})

const search = (filter: string) => call('GET', `errands?filter=${encodeURIComponent(filter)}`)
const found = async (filter: string) =>
  ((await (await search(filter)).json()) as { content: { id: string }[] }).content.map(({ id }) => names.get(id)).sort()

test.each([
  [`externalTags.key:'caseId' and externalTags.value:'A-1'`, ['first']],
  // Key and value are asked of one and the same tag.
  [`externalTags.key:'caseId' and externalTags.value:'B2'`, []],
  // The database compares without regard to case, accents and blanks at the end.
  [`externalTags.key:'CASEID' and externalTags.value:'a-1'`, ['first']],
  [`externalTags.value:'Ä-1'`, ['first']],
  [`externalTags.value:'A-2 '`, ['second']],
  [`externalTags.value:' A-2'`, []],
  [`(status:'SOLVED' or status:'new') and id>'0'`, ['first', 'third']],
  [`status:'SOLVED' or status:'NEW' and externalTags.key:'flow'`, ['first', 'third']],
  [`title ~ 'IR'`, ['first', 'third']],
  [`title ~ 'f*t'`, ['first']],
  [`title ~ 'f_rst%'`, ['first']],
  [`status in ['NEW', 'SOLVED']`, ['first', 'third']],
  [`status not in ['NEW', 'SOLVED']`, ['second']],
  [`not status:'NEW'`, ['second', 'third']],
  [`not (status:'NEW' or status:'ONGOING')`, ['third']],
  [`status!'NEW' and title<:'second'`, ['second']],
  // What is compared with nothing is neither so nor not so.
  [`not assignedUserId:'bo'`, []],
  [`assignedUserId is null`, ['second', 'third']],
  [`assignedUserId is not null`, ['first']],
  [`parameters.key:'andamal' and parameters.values:'annat'`, ['third']],
  [`version:0 and created>'2020-01-01T00:00:00+01:00'`, ['first', 'second', 'third']],
  [`modified>'2020-01-01T00:00:00Z'`, []],
])('%s finds %j', async (filter, expected) => {
  expect(await found(filter)).toEqual(expected)
})

test.each([
  [`unknown:'x'`, 500],
  [`externalTags.unknown:'x'`, 500],
  [`title:'O'Brien'`, 500],
  [`title:'O\\'Brien'`, 500],
  [`status:'NEW`, 500],
  [`status:'x' and`, 400],
  [`status:`, 400],
  [`(status:'x'`, 400],
  [`status in ('x')`, 400],
  [`status = 'x'`, 400],
])('%s is %d', async (filter, expected) => {
  expect((await search(filter)).status).toBe(expected)
})
