// Draws what the rooms of src/ import of each other into docs/architecture.md; with --check, fails when the drawing there
// is not current.
import { readFileSync, writeFileSync } from 'node:fs'
import { cruise } from 'dependency-cruiser'
import rooms, { ROOMS, TESTS } from '../rooms.config.js'

const FILE = new URL('../docs/architecture.md', import.meta.url)
const [BEGIN, END] = ['<!-- rooms -->', '<!-- /rooms -->']

const { output } = await cruise(['src'], { ...rooms.options, exclude: { path: TESTS } })
if (typeof output === 'string') throw new Error('dependency-cruiser answered with a text')

const patterns = ROOMS.map(({ name, path }) => ({ name, pattern: new RegExp(`^src/${path}`) }))
const roomOf = (file) => patterns.find(({ pattern }) => pattern.test(file))?.name

/** By importing room, how many imports of each other room. */
const counts = new Map(ROOMS.map(({ name }) => [name, new Map()]))
for (const { source, dependencies } of output.modules) {
  const from = roomOf(source)
  if (from === undefined) continue
  for (const { resolved } of dependencies) {
    const to = roomOf(resolved)
    if (to !== undefined && to !== from) counts.get(from).set(to, (counts.get(from).get(to) ?? 0) + 1)
  }
}

const present = ROOMS.filter(({ name }) => output.modules.some(({ source }) => roomOf(source) === name))
const rows = present.map(({ name, holds }) => {
  const below = ROOMS.filter((room) => counts.get(name).has(room.name))
  return `| \`${name}\` | ${holds} | ${below.map((room) => `${room.name} ${counts.get(name).get(room.name)}`).join(', ')} |`
})
const table = ['| Room | Holds | Imports, and how many times |', '|---|---|---|', ...rows].join('\n')

const text = readFileSync(FILE, 'utf8')
const [before, after] = [text.split(BEGIN)[0], text.split(END)[1]]
if (after === undefined) throw new Error(`docs/architecture.md has no ${BEGIN} … ${END}`)
const current = `${before}${BEGIN}\n\n${table}\n\n${END}${after}`

if (!process.argv.includes('--check')) writeFileSync(FILE, current)
else if (current !== text) {
  console.error('docs/architecture.md does not show what the rooms import now: npm run rooms')
  process.exitCode = 1
}
