// `npm run reset`: forgets everything that `npm start` has kept.
import { buildIfStale } from './build.js'

await buildIfStale()
const { reset } = await import('../dist/simulators/demo.js')
process.exitCode = await reset()
