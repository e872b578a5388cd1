import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, jest, test } from '@jest/globals'
import { stockholmTime } from '../src/platform/stockholm-time.ts'
import { agent } from './support/api/caller.ts'
import { useOfficers } from './support/hub/officers.ts'

const RULES = join(import.meta.dirname, '../config/uppfoljning.yaml')
const COUNT = 60
jest.setTimeout(240_000)
const { simulators, installation, hub, folder, tokenOf, insyn: run } = useOfficers(COUNT)

const insyn = (token: string, ...args: string[]) => run({ token }, ...args)

test('an officer tries the rules, draws, judges, closes and files, and an auditor draws the same again', async () => {
  const asAgent = await agent(simulators())
  const month = stockholmTime(new Date()).date.slice(0, 7)
  const people = Array.from({ length: COUNT }, (_, i) => simulators().truthAt(i))
  const [board] = people.flatMap(({ skydd, stadsdelar }) =>
    skydd === 'ingen' && stadsdelar.bromma?.utforare !== undefined ? ['bromma'] : [],
  )
  expect(board).toBe('bromma')
  for (const { personnummer } of people) await asAgent.uppslag(hub().adress, { personnummer })
  const eva = await tokenOf('demo-bromma', 'granskare')
  const reason = ['--skal', 'Månadens logguppföljning']

  const tried = await insyn(eva, 'logg', 'regler', '--prova', '--regler', RULES, '--manad', month, ...reason)
  expect([tried.code, tried.out]).toEqual([0, expect.stringContaining('annans-arende')])
  const drawn = await insyn(eva, 'logg', 'urval', '--dra', 'bromma', '--manad', month, '--json', ...reason)
  expect([drawn.code, drawn.err]).toEqual([0, ''])
  const { urvalId: id, poster: count } = JSON.parse(drawn.out) as { urvalId: string; poster: number }
  expect(count).toBeGreaterThan(0)
  expect((await insyn(eva, 'logg', 'urval')).out).toContain(`${String(count)} kvar av ${String(count)}`)
  expect((await insyn(eva, 'logg', 'urval', id, '--post', '1')).out).toMatch(
    /visat: \n {4}\w+: \w+[\s\S]*loggpost: \S{132}/,
  )
  const early = await insyn(eva, 'logg', 'avsluta', id, '--fil', 'avslut.txt', ...reason)
  expect([early.code, early.err]).toEqual([1, expect.stringContaining('inte bedömda')])
  for (let post = 1; post <= count; post++) {
    const comment = post === 1 ? [] : ['--kommentar', 'Samtalet finns.']
    const verdict = ['logg', 'bedom', id, String(post), 'befogad', ...comment, ...reason]
    expect((await insyn(eva, ...verdict)).code).toBe(0)
  }
  const closed = await insyn(eva, 'logg', 'avsluta', id, '--fil', 'avslut.txt', ...reason)
  const [, vkey = ''] = /--nyckel '([^']+)'/.exec(closed.out) ?? []
  const verified = await insyn('', 'logg', 'urval', '--verifiera', 'avslut.txt', '--nyckel', vkey)
  expect([verified.code, verified.out]).toEqual([0, expect.stringContaining(`${String(count)} befogade`)])
  expect((await insyn(eva, 'logg', 'urval', id, '--rapport', 'rapport.pdf')).code).toBe(0)
  expect((await readFile(join(folder(), 'rapport.pdf'))).subarray(0, 5).toString()).toBe('%PDF-')

  const file = join(folder(), 'bromma.jsonl')
  expect(await installation().insyn('logg', 'exportera', 'bromma', '--fil', file, '--av', 'revisor')).toMatchObject({
    code: 0,
  })
  const again = await insyn('', 'logg', 'urval', '--prova', file, '--mot', 'avslut.txt')
  expect([again.code, again.err, again.out]).toEqual([0, '', expect.stringContaining('Samma urval följer')])
  const byRules = await insyn('', 'logg', 'urval', '--prova', file, '--regler', RULES, '--urval', id, '--json')
  expect(JSON.parse(byRules.out)).toMatchObject({ urval: id, faults: [] })

  const figures = await insyn(eva, 'logg', 'statistik', '--till', month)
  expect([figures.code, figures.out]).toEqual([0, expect.stringContaining(`bromma ${month}`)])
  const stranger = await tokenOf('prov', 'aldre-direkt')
  expect((await insyn(stranger, 'logg', 'urval')).err).toContain('rätten granska')
})
