import { startSimulators } from '../../simulators/start-simulators.ts'
import { PASSWORD } from './installation.ts'
import { answerPeer } from './ipc.ts'

/** What is asked of the sources: their address, somebody of the city, a change of everybody, when the changed ones left. */
export type SourceQuery =
  { readonly base: true } | { readonly index: number } | { readonly round: number } | { readonly left: true }

/** Index in the city, district, milliseconds since 1970. */
export type Left = readonly [index: number, stadsdel: string, at: number][]

/**
 * The simulated city as a process of its own, which notes when it writes each person into an answer to a complete read:
 * `{ antal }` in the first argument. Rendered as it is sent: on disk, nobody would know when a row leaves.
 */
const { antal } = JSON.parse(process.argv[2] ?? '') as { antal: number }
let left: [number, string, number][] = []
const simulators = await startSimulators(
  { population: { antal, seed: 1, today: new Date().toISOString().slice(0, 10) }, port: 0, losenord: PASSWORD },
  (index, stadsdel) => left.push([index, stadsdel, performance.timeOrigin + performance.now()]),
)

answerPeer<SourceQuery>(
  async (question) => {
    if ('base' in question) return simulators.base
    if ('index' in question) return simulators.truthAt(question.index)
    const sent: Left = left
    left = []
    if ('left' in question) return sent
    const people = Array.from({ length: antal }, (_, index) => simulators.truthAt(index))
    for (const stadsdel of new Set(people.flatMap((person) => Object.keys(person.stadsdelar))))
      simulators.change({ slag: 'storm', stadsdel, antal, round: question.round })
    return null
  },
  () => simulators.stop(),
)
