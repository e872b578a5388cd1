import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { run } from './cli.ts'

const CONFIG = join(import.meta.dirname, '../../config')
const folder = mkdtempSync(join(tmpdir(), 'insyn-cli-policy-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function insyn(...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' }
  const writer = (whereTo: 'out' | 'err') =>
    ({ write: (text: string) => (written[whereTo] += text) }) as unknown as NodeJS.WriteStream
  const code = await run(argv, {}, { out: writer('out'), err: writer('err'), cwd: folder })
  return { code, ...written }
}

/** A copy of the shipped folder in which one text of one file is another; its name. */
function copy(name: string, file: string, from: string, to: string): string {
  cpSync(CONFIG, join(folder, name), { recursive: true })
  const text = readFileSync(join(folder, name, file), 'utf8')
  expect(text).toContain(from)
  writeFileSync(join(folder, name, file), text.replace(from, to))
  return name
}
const diff = (old: string, fresh: string, ...options: readonly string[]) =>
  insyn('policy', 'diff', old, fresh, '--utan-antal', '--datum', '2026-11-25', ...options)

test('the exit status tells a pipeline whether anything opens', async () => {
  const narrow = copy(
    'snav',
    'andamal.yaml',
    'forbehallsbelopp: bankid }',
    'forbehallsbelopp: bankid, maxtaxa: bankid }',
  )
  const equal = copy('lika', 'roller.yaml', 'roller:', '# a remark\nroller:')
  expect(await diff(CONFIG, equal)).toMatchObject({ code: 0, err: '' })
  expect(await diff(CONFIG, narrow)).toMatchObject({ code: 3, err: '' })
  expect(await diff(narrow, CONFIG)).toMatchObject({ code: 4, err: '' })
})

test('a name that nobody sees fields by is a difference all the same', async () => {
  const name = copy('namn', 'roller.yaml', 'namn: Gruppledare', 'namn: Arbetsledare')
  const { code, out } = await diff(CONFIG, name)
  expect(code).toBe(3)
  expect(out).toContain('The files differ, but not in who may see what.')
})

test('a folder that does not hold a valid policy, or is not there, is told and no difference is claimed', async () => {
  const error = copy('fel', 'andamal.yaml', 'kraverArende: false', 'kraverArende: kanske')
  expect(await diff(CONFIG, error)).toMatchObject({ code: 1, out: '', err: expect.stringContaining('andamal.yaml#') })
  expect(await diff(CONFIG, 'finns-inte')).toMatchObject({ code: 1, out: '' })
  expect(await diff(CONFIG, CONFIG, '--datum', '2026-02-30')).toMatchObject({ code: 2, out: '' })
  expect(await insyn('policy', 'diff', CONFIG)).toMatchObject({ code: 2, out: '' })
})

test('what a client’s contract says of identity is told, and called wider when it is', async () => {
  const before = 'utfardare: [inloggning]\n    slutanvandare: token\n    egetNummer: token\n    arenden: [arendesystem]'
  const after =
    'utfardare: [inloggning, annan]\n    slutanvandare: token\n    egetNummer: klient\n    arenden: oprovade'
  const { code, out } = await diff(CONFIG, copy('identitet', 'klienter.yaml', before, after))
  expect(code).toBe(4)
  for (const text of ['issuers', 'inloggning', 'annan', 'own number known by', 'the client itself', 'any, unchecked'])
    expect(out).toContain(text)
  const explained = await insyn(
    ...['policy', 'forklara', '--config', join(folder, 'identitet', 'insyn.yaml')],
    ...['--roll', 'gruppledare', '--andamal', 'fakturafraga', '--identifiering', 'bankid'],
  )
  expect(explained.out).toContain('may come from: konsol (inloggning)')
})

test('writes the difference for programs', async () => {
  const { out } = await diff(CONFIG, 'snav', '--json')
  expect(JSON.parse(out)).toMatchObject({
    direction: 'snavare',
    falt: expect.arrayContaining([expect.objectContaining({ falt: 'maxtaxa', roll: 'aldre-direkt' })]),
  })
})

test('explains by the clock in Stockholm, without a database or a secret of the settings', async () => {
  const query = ['--roll', 'aldre-direkt', '--andamal', 'fakturafraga', '--identifiering', 'kontrollfragor']
  const explain = (...options: readonly string[]) =>
    insyn('policy', 'forklara', '--config', join(CONFIG, 'insyn.yaml'), ...query, ...options)
  const open = await explain('--tid', '2026-11-25T16:29', '--stadsdel', 'bromma')
  expect(open).toMatchObject({ code: 0, err: '' })
  expect(open.out).toContain('  person: shown (fornamn, efternamn)')
  expect(open.out).toContain(
    '  rakningsmottagare: not shown\n    It requires at least motringning. [andamal.yaml#/andamal/fakturafraga/hogreKrav/rakningsmottagare]',
  )
  const closed = await explain('--tid', '2026-11-25T16:30', '--stadsdel', 'bromma')
  expect(closed.out).toContain('The roll is outside its oppettid. [roller.yaml#/roller/aldre-direkt/oppettid]')
  expect(closed.out).not.toContain('shown (')
  expect(await explain('--tid', 'i morgon')).toMatchObject({ code: 2, out: '' })
  expect(await explain('--stadsdel', 'bromam')).toMatchObject({ code: 2, err: expect.stringContaining('mean bromma') })
})

test('the record and the matrix are printed in three forms, and no file is written over', async () => {
  const config = ['--config', join(CONFIG, 'demo.yaml'), '--datum', '2026-10-15'] as const
  expect((await insyn('policy', 'register', ...config)).out).toContain('# Register över behandling')
  const { out } = await insyn('policy', 'matris', '--stadsdel', 'bromma', '--json', ...config)
  expect(JSON.parse(out)).toMatchObject({ stadsdel: 'bromma', avtal: { diarienummer: 'SDN-BRO 2025/1187' } })
  const pdf = ['policy', 'matris', '--stadsdel', 'bromma', '--pdf', 'matris.pdf', ...config]
  expect(await insyn(...pdf)).toMatchObject({ code: 0 })
  expect(readFileSync(join(folder, 'matris.pdf')).subarray(0, 5).toString()).toBe('%PDF-')
  expect(await insyn(...pdf)).toMatchObject({ code: 2, err: expect.stringContaining('EEXIST') as unknown })
  expect(await insyn('policy', 'matris', ...config)).toMatchObject({ code: 2 })
})
