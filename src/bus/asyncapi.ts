import { Type } from 'typebox'
import { type Informationsmangd, INFORMATIONSMANGDER } from '../informationsmangd.ts'
import { spegladUppgift } from '../mapping/item-schemas.ts'
import { amnen, loggamne, uppgiftsamne } from './topics.ts'
import { Loggrad } from './log-message.ts'

const STANGD = { additionalProperties: false } as const
const REFERENS = '^[A-Za-z0-9_-]{22}$'

/** What the value of a message says when it is opened (Uppgiftslage): the whole present state. */
export const lageschema = (mangd: Informationsmangd) =>
  Type.Object(
    {
      ...spegladUppgift(mangd),
      personRef: Type.String({ pattern: REFERENS, description: 'Opaque; the same in every topic and stadsdel.' }),
    },
    STANGD,
  )

const huvud = (typ: string, forId: string) => ({
  ce_specversion: Type.Enum(['1.0']),
  ce_id: Type.String({ description: forId }),
  ce_source: Type.String({ description: 'Installation, källa and stadsdel; or installation and log.' }),
  ce_type: Type.Enum([typ]),
  ce_time: Type.String({ format: 'date-time' }),
})

/** CloudEvents 1.0 attributes as Kafka headers. */
export const huvudschema = (mangd: Informationsmangd, handelse: 'andrad' | 'borttagen') =>
  Type.Object({
    ...huvud(`se.insyn.${mangd}.${handelse}.v1`, 'uppgiftRef/version: the same when it comes again.'),
    ce_subject: Type.String({ pattern: REFERENS }),
    ce_version: Type.String({ pattern: '^[1-9][0-9]*$', description: 'Of the uppgift: keep the highest.' }),
    traceparent: Type.String({ description: 'W3C Trace Context.' }),
    ...(handelse === 'andrad' ? { 'content-type': Type.Enum(['application/jose']) } : {}),
  })

export const logghuvudschema = Type.Object({
  ...huvud('se.insyn.atkomst.v1', 'log/number: the same when it comes again.'),
  'content-type': Type.Enum(['application/json']),
})

const JWE = Type.String({
  pattern: '^[A-Za-z0-9_-]+\\.\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$',
  description:
    'Compact JWE (RFC 7516), alg dir, enc A256GCM, kid stadsdel/informationsmängd/generation. Opened with the key of ' +
    'that kid it is the JSON of x-plaintext.',
})

/** The AsyncAPI 3 document: what the hub publishes, from the schemas that its own tests hold messages against. */
export function createAsyncapi(version: string): object {
  const val = { amnesprefix: 'insyn', amnen: { partitioner: 6, replikering: 3, minInsync: 2, loggDygn: 90 } }
  const topics = new Map(amnen(val).map((amne) => [amne.namn, amne]))
  const bindings = (namn: string) => {
    const { partitioner = 0, replikering = 0, installningar = {} } = topics.get(namn) ?? {}
    return {
      kafka: {
        topic: namn,
        partitions: partitioner,
        replicas: replikering,
        'x-configs': installningar,
        bindingVersion: '0.5.0',
      },
    }
  }
  const channels = Object.fromEntries(
    INFORMATIONSMANGDER.map((mangd) => {
      const address = uppgiftsamne(val.amnesprefix, mangd)
      const messages = {
        andrad: { $ref: `#/components/messages/${mangd}Andrad` },
        borttagen: { $ref: `#/components/messages/${mangd}Borttagen` },
      }
      return [mangd, { address, messages, bindings: bindings(address) }]
    }),
  )
  const logg = loggamne(val.amnesprefix)
  const atkomstlogg = {
    address: logg,
    messages: { post: { $ref: '#/components/messages/atkomst' } },
    bindings: bindings(logg),
  }
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Insyn',
      version,
      description:
        'What Insyn publishes on Kafka: the present state of every uppgift, encrypted, and the access log without persons. ' +
        'How to read a message in another language: docs/kafka.md.',
    },
    defaultContentType: 'application/jose',
    servers: { buss: { host: 'kafka.insyn.example:9093', protocol: 'kafka-secure' } },
    channels: { ...channels, atkomstlogg },
    operations: Object.fromEntries(
      [...INFORMATIONSMANGDER, 'atkomstlogg'].map((namn) => [
        `publicera-${namn}`,
        { action: 'send', channel: { $ref: `#/channels/${namn}` } },
      ]),
    ),
    components: {
      messages: {
        ...Object.fromEntries(INFORMATIONSMANGDER.flatMap(messagesOf)),
        atkomst: {
          name: 'se.insyn.atkomst.v1',
          title: 'An access, without the person it was about',
          contentType: 'application/json',
          headers: logghuvudschema,
          payload: { $ref: '#/components/schemas/Loggrad' },
          bindings: key('Code of the log; each log is in order.'),
        },
      },
      schemas: {
        Loggrad,
        ...Object.fromEntries(INFORMATIONSMANGDER.map((mangd) => [lagenamn(mangd), lageschema(mangd)])),
      },
    },
  }
}

const lagenamn = (mangd: Informationsmangd): string => `${mangd[0]?.toUpperCase()}${mangd.slice(1)}lage`

const key = (description: string) => ({ kafka: { key: { type: 'string', description }, bindingVersion: '0.5.0' } })

function messagesOf(mangd: Informationsmangd): [string, object][] {
  const bindings = key('uppgiftRef: opaque, the same for as long as the uppgift is there.')
  return [
    [
      `${mangd}Andrad`,
      {
        name: `se.insyn.${mangd}.andrad.v1`,
        title: `The present state of one uppgift of kind ${mangd}`,
        contentType: 'application/jose',
        headers: huvudschema(mangd, 'andrad'),
        payload: JWE,
        'x-plaintext': { $ref: `#/components/schemas/${lagenamn(mangd)}` },
        bindings,
      },
    ],
    [
      `${mangd}Borttagen`,
      {
        name: `se.insyn.${mangd}.borttagen.v1`,
        title: `An uppgift of kind ${mangd} is gone: the value is null`,
        headers: huvudschema(mangd, 'borttagen'),
        payload: Type.Null(),
        bindings,
      },
    ],
  ]
}
