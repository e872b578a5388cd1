// `npm run check`: all that can be told without running anything. Two lanes side by side, since the linter with its types takes as long
// as everything else. Every check runs to its end; what one has to say is printed in one piece.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const LANES = [
  [['eslint', '.']],
  [
    ['tsc'],
    ['node', 'scripts/language.js'],
    ['depcruise', '--config', 'rooms.config.js', 'src'],
    ['node', 'scripts/rooms.js', '--check'],
    ['prettier', '--check', '.'],
  ],
]

await Promise.all(
  LANES.map(async (lane) => {
    for (const command of lane) await run(command)
  }),
)

/** npm has put the programs of the packages first. */
function run([program, ...args]) {
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk))
  return new Promise((ended, failed) => {
    child.once('error', failed)
    child.once('close', (code) => {
      process.stdout.write(`> ${[program, ...args].join(' ')}\n${Buffer.concat(said).toString()}`)
      if (code !== 0) process.exitCode = 1
      ended()
    })
  })
}
