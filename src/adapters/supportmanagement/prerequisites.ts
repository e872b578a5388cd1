import { Type } from 'typebox'
import { kanonisk } from '../../mapping/canonical.ts'
import { inteSvar } from '../casesystem/http.ts'
import { lasare } from '../casesystem/replies.ts'
import { type Anslutning, anslut, namnrymdens } from './connection.ts'
import { schemaId, SCHEMAN } from './schemas.ts'

export interface ForutsattningarOptions extends Anslutning {
  /** The address of the JSON-schema service, that `/{municipalityId}/schemas` follows. */
  readonly schemaUrl: string
}

const lasStatusar = lasare(
  Type.Array(
    Type.Object({ name: Type.String(), deprecated: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])) }),
  ),
)
const lasSchema = lasare(Type.Object({ value: Type.Unknown() }))

const BORTA = 404
const OGILTIG = 400

/** What must be in place at support-management before anything can be written there. `stang` ends the connections. */
export function createForutsattningar(options: ForutsattningarOptions) {
  const { schemaUrl, kommun, namnrymd, oppnaStatus } = options
  const http = anslut(options)
  const namnrymden = namnrymdens(options)
  const scheman = `${schemaUrl}/${encodeURIComponent(kommun)}/schemas`

  async function namnrymdensBrister(signal: AbortSignal): Promise<string[]> {
    const plats = `${namnrymden}/namespace-config`
    const { status } = await http.anropa({
      vad: 'namespace-config',
      method: 'GET',
      url: plats,
      vantade: [OGILTIG, BORTA],
      signal,
    })
    if (status === OGILTIG) return [`municipality ${kommun} or namespace ${namnrymd} is not a valid id`]
    if (status === BORTA) return [`namespace ${namnrymd} has no namespace-config (displayName, shortCode)`]
    return []
  }

  async function statusarnas(signal: AbortSignal): Promise<string[]> {
    const vad = 'metadata/statuses'
    const { text } = await http.anropa({ vad, method: 'GET', url: `${namnrymden}/${vad}`, signal })
    const statusar = lasStatusar(text)
    if (statusar === undefined) throw inteSvar(vad)
    return oppnaStatus
      .filter((status) => !statusar.some(({ name, deprecated }) => name === status && deprecated !== true))
      .map((status) => `status ${status} is not registered in namespace ${namnrymd}, or is deprecated`)
  }

  /** Undefined: it is not registered. */
  async function registrerat(id: string, signal: AbortSignal): Promise<unknown> {
    const plats = `${scheman}/${encodeURIComponent(id)}`
    const { status, text } = await http.anropa({ vad: 'schemas', method: 'GET', url: plats, vantade: [BORTA], signal })
    if (status === BORTA) return undefined
    const svar = lasSchema(text)
    if (svar === undefined) throw inteSvar('schemas')
    return svar.value
  }

  async function schemanas(signal: AbortSignal): Promise<string[]> {
    const brister: string[] = []
    for (const [slag, { value }] of SCHEMAN) {
      const id = schemaId(kommun, slag)
      const deras = await registrerat(id, signal)
      if (deras === undefined) brister.push(`JSON schema ${id} is not registered: insyn arendesystem scheman`)
      else if (kanonisk(deras) !== kanonisk(value)) brister.push(`JSON schema ${id} is registered with other contents`)
    }
    return brister
  }

  return {
    /** What is missing, in the order in which it is to be put right. */
    async brister(signal: AbortSignal): Promise<readonly string[]> {
      const namnrymd = await namnrymdensBrister(signal)
      // Without it the service has nothing to say of the rest.
      return namnrymd.length > 0 ? namnrymd : [...(await statusarnas(signal)), ...(await schemanas(signal))]
    },

    /** Registers the JSON schemas that are not there; returns their ids. */
    async registrera(signal: AbortSignal): Promise<readonly string[]> {
      const nya: string[] = []
      for (const [slag, schema] of SCHEMAN) {
        const id = schemaId(kommun, slag)
        if ((await registrerat(id, signal)) !== undefined) continue
        await http.anropa({ vad: 'schemas', method: 'POST', url: scheman, body: schema, signal })
        nya.push(id)
      }
      return nya
    },

    stang: () => http.stang(),
  }
}
