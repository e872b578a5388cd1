import { Type } from 'typebox'
import { type Caller, notAnAnswer } from '../casesystem/http.ts'
import { reader } from '../casesystem/replies.ts'
import { PREFIX } from './errand.ts'
import { GONE } from './read-errand.ts'

const readRevisions = reader(Type.Array(Type.Object({ version: Type.Integer({ minimum: 0 }) })))
const readDifference = reader(
  Type.Object({
    operations: Type.Array(
      Type.Object({
        path: Type.Optional(Type.Unknown()),
        value: Type.Optional(Type.Unknown()),
        fromValue: Type.Optional(Type.Unknown()),
      }),
    ),
  }),
)
const KEY = new RegExp(`${PREFIX}([A-Za-z0-9_-]{22})`, 'g')

/**
 * The service stores a snapshot of the whole errand, a revision, each time that somebody changes the errand itself or an
 * attachment of it, and deletes none. It shows how two of them differ, never one whole.
 */
export function createRevisionReading(http: Caller) {
  async function get(url: string, signal: AbortSignal): Promise<string | undefined> {
    const { status, text } = await http.call({ what: 'revisioner', method: 'GET', url, expected: [GONE], signal })
    return status === GONE ? undefined : text
  }

  return {
    /** References of all uppgifter that any revision of the errand at this address holds, or has held. */
    async references(errand: string, signal: AbortSignal): Promise<ReadonlySet<string>> {
      const answer = await get(`${errand}/revisions`, signal)
      const revisions = answer === undefined ? [] : readRevisions(answer)
      if (revisions === undefined) throw notAnAnswer('revisioner')
      const versions = revisions.map(({ version }) => version).sort((a, b) => a - b)
      const found = new Set<string>()
      // What the first one holds is seen only where another one differs from it; nothing of ours is there when an errand is made.
      for (const [index, target] of versions.slice(1).entries()) {
        const difference = await get(
          `${errand}/revisions/difference?source=${versions[index] ?? 0}&target=${target}`,
          signal,
        )
        const operations = difference === undefined ? [] : readDifference(difference)?.operations
        if (operations === undefined) throw notAnAnswer('revisioner')
        for (const [, reference] of JSON.stringify(operations).matchAll(KEY))
          if (reference !== undefined) found.add(reference)
      }
      return found
    },
  }
}
