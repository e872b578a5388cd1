// `npm start`: the whole main job on embedded defaults, against the simulators.
import { buildIfStale } from './build.js'

await buildIfStale()
const { demo } = await import('../dist/simulators/demo.js')
process.exitCode = await demo()
