import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, jest, test } from '@jest/globals'
import { readPdf } from '../src/review/pdf/testing/read-pdf.ts'
import { agent } from './support/api/caller.ts'
import { useOfficers } from './support/hub/officers.ts'

const COUNT = 60
jest.setTimeout(240_000)
const { simulators, hub, folder, tokenOf, insyn: run } = useOfficers(COUNT)

const insyn = async (who: string, input: string, ...args: string[]) =>
  run({ token: await tokenOf(who, 'sakerhetsansvarig'), input }, 'utdrag', ...args)

test('two officers answer a citizen, who checks the answer without the hub', async () => {
  const found = Array.from({ length: COUNT }, (_, index) => simulators().truthAt(index)).find(
    ({ skydd, stadsdelar }) => skydd === 'ingen' && stadsdelar.bromma?.utforare !== undefined,
  )
  const personnummer = found?.personnummer ?? ''
  await (await agent(simulators())).uppslag(hub().adress, { personnummer })
  const reason = ['--skal', 'Begäran om registerutdrag']

  const asked = await insyn('demo-bromma', `${personnummer}\n`, 'begar', '--loggar', 'bromma', '--json', ...reason)
  expect([asked.code, asked.err]).toEqual([0, ''])
  const { utdragId: id } = JSON.parse(asked.out) as { utdragId: string }
  expect((await insyn('demo-alla', '', 'lista')).out).toContain(`${id}  forberett`)
  const release = ['lamna-ut', id, '--kommentar', 'Stämmer med begäran.', ...reason]
  expect(await insyn('demo-alla', '', ...release)).toMatchObject({
    code: 1,
    err: expect.stringContaining('Förhandsgranska'),
  })
  expect((await insyn('demo-alla', '', 'visa', id, '--fil', 'utkast.pdf', ...reason)).code).toBe(0)
  expect(await insyn('demo-bromma', '', ...release)).toMatchObject({
    code: 1,
    err: expect.stringContaining('Någon annan'),
  })
  expect((await insyn('demo-alla', '', ...release)).code).toBe(0)
  for (const file of ['utdrag.pdf', 'utdrag.json'])
    expect(await insyn('demo-bromma', '', 'hamta', id, '--fil', file, ...reason)).toMatchObject({ code: 0, err: '' })
  const again = await insyn('demo-bromma', '', 'hamta', id, '--fil', 'utdrag.pdf', ...reason)
  expect([again.code, again.err]).toEqual([2, expect.stringContaining('finns redan')])

  const json = await readFile(join(folder(), 'utdrag.json'), 'utf8')
  const { nyckel } = JSON.parse(json) as { nyckel: string }
  expect(await insyn('nobody', '', 'verifiera', 'utdrag.json', '--nyckel', nyckel)).toMatchObject({
    ...{ code: 0, err: '' },
    out: expect.stringMatching(/är äkta[\s\S]*bromma +[1-9]/) as unknown,
  })
  expect(json).not.toContain('"prov"')
  const { pages, tagged } = await readPdf(await readFile(join(folder(), 'utdrag.pdf')))
  const texts = pages.flat().map(([, text]) => text)
  expect(tagged).toBe(true)
  for (const text of ['Vem har läst uppgifter om dig?', 'Bromma stadsdelsnämnd', 'En fråga om dig besvarades'])
    expect(texts).toContain(text)
})
