// `npm run insyn -- …`: the commands from a checkout, built first when something has changed since. The built program
// itself (`insyn`, `node dist/src/main.js`) needs neither sources nor compiler.
import { buildIfStale } from './build.js'

await buildIfStale()
await import('../dist/src/main.js')
