import { Type } from 'typebox'
import { canonical } from '../../mapping/canonical.ts'
import { notAnAnswer } from '../casesystem/http.ts'
import { reader } from '../casesystem/replies.ts'
import { connect, type Connection, namespace } from './connection.ts'
import { schemaId, SCHEMAS } from './schemas.ts'

export interface PrerequisitesOptions extends Connection {
  /** The address of the JSON-schema service, that `/{municipalityId}/schemas` follows. */
  readonly schemaUrl: string
}

const readStatuses = reader(
  Type.Array(
    Type.Object({ name: Type.String(), deprecated: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])) }),
  ),
)
const readSchema = reader(Type.Object({ value: Type.Unknown() }))

const GONE = 404
const INVALID = 400

/** What must be in place at support-management before anything can be written there. `close` ends the connections. */
export function createPrerequisites(options: PrerequisitesOptions) {
  const { schemaUrl, kommun, namnrymd, oppnaStatus } = options
  const http = connect(options)
  const ns = namespace(options)
  const schemaFiles = `${schemaUrl}/${encodeURIComponent(kommun)}/schemas`

  async function namespaceShortcomings(signal: AbortSignal): Promise<string[]> {
    const place = `${ns}/namespace-config`
    const { status } = await http.call({
      what: 'namespace-config',
      method: 'GET',
      url: place,
      expected: [INVALID, GONE],
      signal,
    })
    if (status === INVALID) return [`municipality ${kommun} or namespace ${namnrymd} is not a valid id`]
    if (status === GONE) return [`namespace ${namnrymd} has no namespace-config (displayName, shortCode)`]
    return []
  }

  async function statuses(signal: AbortSignal): Promise<string[]> {
    const what = 'metadata/statuses'
    const { text } = await http.call({ what, method: 'GET', url: `${ns}/${what}`, signal })
    const statusList = readStatuses(text)
    if (statusList === undefined) throw notAnAnswer(what)
    return oppnaStatus
      .filter((status) => !statusList.some(({ name, deprecated }) => name === status && deprecated !== true))
      .map((status) => `status ${status} is not registered in namespace ${namnrymd}, or is deprecated`)
  }

  /** Undefined: it is not registered. */
  async function registered(id: string, signal: AbortSignal): Promise<unknown> {
    const place = `${schemaFiles}/${encodeURIComponent(id)}`
    const { status, text } = await http.call({ what: 'schemas', method: 'GET', url: place, expected: [GONE], signal })
    if (status === GONE) return undefined
    const answer = readSchema(text)
    if (answer === undefined) throw notAnAnswer('schemas')
    return answer.value
  }

  async function schemas(signal: AbortSignal): Promise<string[]> {
    const shortcomings: string[] = []
    for (const [kind, { value }] of SCHEMAS) {
      const id = schemaId(kommun, kind)
      const existing = await registered(id, signal)
      if (existing === undefined)
        shortcomings.push(`JSON schema ${id} is not registered: run insyn arendesystem scheman`)
      else if (canonical(existing) !== canonical(value))
        shortcomings.push(`JSON schema ${id} is registered with other contents`)
    }
    return shortcomings
  }

  return {
    /** What is missing, in the order in which it is to be put right. */
    async shortcomings(signal: AbortSignal): Promise<readonly string[]> {
      const namespace = await namespaceShortcomings(signal)
      // Without it the service has nothing to say of the rest.
      return namespace.length > 0 ? namespace : [...(await statuses(signal)), ...(await schemas(signal))]
    },

    /** Registers the JSON schemas that are not there; returns their ids. */
    async register(signal: AbortSignal): Promise<readonly string[]> {
      const registeredIds: string[] = []
      for (const [kind, schema] of SCHEMAS) {
        const id = schemaId(kommun, kind)
        if ((await registered(id, signal)) !== undefined) continue
        await http.call({ what: 'schemas', method: 'POST', url: schemaFiles, body: schema, signal })
        registeredIds.push(id)
      }
      return registeredIds
    },

    close: () => http.close(),
  }
}
