import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { run } from './cli.ts'

const KONFIG = join(import.meta.dirname, '../../config')
const mapp = mkdtempSync(join(tmpdir(), 'insyn-cli-policy-'))
afterAll(() => rmSync(mapp, { recursive: true }))

async function insyn(...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const skrivet = { out: '', err: '' }
  const skrivare = (vart: 'out' | 'err') =>
    ({ write: (text: string) => (skrivet[vart] += text) }) as unknown as NodeJS.WriteStream
  const code = await run(argv, {}, { out: skrivare('out'), err: skrivare('err'), cwd: mapp })
  return { code, ...skrivet }
}

/** A copy of the shipped folder in which one text of one file is another; its name. */
function kopia(namn: string, fil: string, fran: string, till: string): string {
  cpSync(KONFIG, join(mapp, namn), { recursive: true })
  const text = readFileSync(join(mapp, namn, fil), 'utf8')
  expect(text).toContain(fran)
  writeFileSync(join(mapp, namn, fil), text.replace(fran, till))
  return namn
}
const diff = (gammal: string, ny: string, ...val: readonly string[]) =>
  insyn('policy', 'diff', gammal, ny, '--utan-antal', '--datum', '2026-11-25', ...val)

test('the exit status tells a pipeline whether anything opens', async () => {
  const snav = kopia(
    'snav',
    'andamal.yaml',
    'forbehallsbelopp: bankid }',
    'forbehallsbelopp: bankid, maxtaxa: bankid }',
  )
  const lika = kopia('lika', 'roller.yaml', 'roller:', '# a remark\nroller:')
  expect(await diff(KONFIG, lika)).toMatchObject({ code: 0, err: '' })
  expect(await diff(KONFIG, snav)).toMatchObject({ code: 3, err: '' })
  expect(await diff(snav, KONFIG)).toMatchObject({ code: 4, err: '' })
})

test('a name that nobody sees fields by is a difference all the same', async () => {
  const namn = kopia('namn', 'roller.yaml', 'namn: Gruppledare', 'namn: Arbetsledare')
  const { code, out } = await diff(KONFIG, namn)
  expect(code).toBe(3)
  expect(out).toContain('Filerna skiljer sig, men inte i vem som får se vad.')
})

test('a folder that does not hold a valid policy, or is not there, is told and no difference is claimed', async () => {
  const fel = kopia('fel', 'andamal.yaml', 'kraverArende: false', 'kraverArende: kanske')
  expect(await diff(KONFIG, fel)).toMatchObject({ code: 1, out: '', err: expect.stringContaining('andamal.yaml#') })
  expect(await diff(KONFIG, 'finns-inte')).toMatchObject({ code: 1, out: '' })
  expect(await diff(KONFIG, KONFIG, '--datum', '2026-02-30')).toMatchObject({ code: 1, out: '' })
  expect(await insyn('policy', 'diff', KONFIG)).toMatchObject({ code: 2, out: '' })
})

test('writes the difference for programs', async () => {
  const { out } = await diff(KONFIG, 'snav', '--json')
  expect(JSON.parse(out)).toMatchObject({
    riktning: 'snavare',
    falt: expect.arrayContaining([expect.objectContaining({ falt: 'maxtaxa', roll: 'aldre-direkt' })]),
  })
})

test('explains by the clock in Stockholm, without a database or a secret of the settings', async () => {
  const fraga = ['--roll', 'aldre-direkt', '--andamal', 'fakturafraga', '--identifiering', 'kontrollfragor']
  const forklara = (...val: readonly string[]) =>
    insyn('policy', 'forklara', '--config', join(KONFIG, 'insyn.yaml'), ...fraga, ...val)
  const oppet = await forklara('--tid', '2026-11-25T16:29', '--stadsdel', 'bromma')
  expect(oppet).toMatchObject({ code: 0, err: '' })
  expect(oppet.out).toContain('  person: visas (fornamn, efternamn)')
  expect(oppet.out).toContain(
    '  rakningsmottagare: visas inte\n    Uppgiften kräver minst motringning. [andamal.yaml#/andamal/fakturafraga/hogreKrav/rakningsmottagare]',
  )
  const stangt = await forklara('--tid', '2026-11-25T16:30', '--stadsdel', 'bromma')
  expect(stangt.out).toContain('Rollen är utanför sin öppettid. [roller.yaml#/roller/aldre-direkt/oppettid]')
  expect(stangt.out).not.toContain('visas (')
  expect(await forklara('--tid', 'i morgon')).toMatchObject({ code: 1, out: '' })
  expect(await forklara('--stadsdel', 'ankeborg')).toMatchObject({ code: 1, out: '' })
})
