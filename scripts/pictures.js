// `npm run pictures`: takes a picture of every page of the console into docs/bilder, in both schemes and widths, by the tests that
// walk through them, and renews the three that the README shows.
import { spawnSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'docs/bilder')
const SHOWN = {
  uppslag: 'person-1280-light',
  drift: 'operator--drift-1280-light',
  logg: 'search-1280-light',
}

process.env.INSYN_BILDER = folder
process.env.INSYN_KRAV_WEBBLASARE = '1'
for (const args of [['--campaigns', 'test/console-tour'], ['test/console.e2e']]) {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/test.js'), ...args], { stdio: 'inherit' })
  if (status !== 0) process.exit(1)
}
for (const [name, picture] of Object.entries(SHOWN))
  copyFileSync(join(folder, `${picture}.png`), join(folder, `${name}.png`))
