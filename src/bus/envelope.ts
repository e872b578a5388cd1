import type { MirroredUppgift } from '../cases/case-system.ts'
import { InsynError } from '../errors.ts'
import {
  type Informationsmangd,
  INFORMATIONSMANGDER,
  MANGDER_OF_SOURCE,
  type SourceName,
  SOURCES,
} from '../informationsmangd.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { newPlace, traceparent, tracing } from '../platform/tracing/spans.ts'
import type { Message } from './message.ts'
import { uppgiftTopic } from './topics.ts'

/** A change as the outbox names it. */
export interface Change {
  readonly uppgiftRef: string
  readonly stadsdel: string
  readonly source: SourceName
  readonly mangd: Informationsmangd
  readonly version: number
  readonly time: Date
}

/** The whole present state of an uppgift: what a message's value says when it is opened. */
export interface UppgiftState extends MirroredUppgift {
  readonly personRef: string
}

/** What key and headers say by themselves. */
export interface MessageHeader extends Omit<Change, 'time'> {
  readonly gone: boolean
}

export interface Envelope {
  topic(mangd: Informationsmangd): string
  changed(change: Change, state: UppgiftState): Message
  /** Null and the headers are all that is left of an uppgift. */
  gone(change: Change): Message
  /** Without opening the value. Throws MEDDELANDE_OGILTIGT naming the key or header that is wrong. */
  head(message: Message): MessageHeader
  /** Undefined when it is gone, or its key is. Throws NYCKEL_SAKNAS or MEDDELANDE_OGILTIGT when it is not what its head says. */
  open(message: Message): Promise<UppgiftState | undefined>
}

export interface EnvelopeDeps {
  readonly keys: Pick<Keys, 'sealForBus' | 'openFromBus'>
  readonly amnesprefix: string
  /** Name of the installation. */
  readonly origin: string
}

/** 16 bytes: the last letter has two bits of them, and another one would be a second name of the same. */
const REF = /^[\w-]{21}[AQgw]$/
const TYPE = /^se\.insyn\.([a-z]+)\.(andrad|borttagen)\.v1$/

/** CloudEvents 1.0 in Kafka's binary mode (protocol binding, 3.2), with what Insyn puts into it (docs/kafka.md). */
export function createEnvelope({ keys, amnesprefix, origin }: EnvelopeDeps): Envelope {
  function headers(change: Change, event: 'andrad' | 'borttagen'): Record<string, string> {
    return {
      ce_specversion: '1.0',
      ce_id: `${change.uppgiftRef}/${change.version}`,
      ce_source: `/${origin}/${change.source}/${change.stadsdel}`,
      ce_type: `se.insyn.${change.mangd}.${event}.v1`,
      ce_subject: change.uppgiftRef,
      ce_time: change.time.toISOString(),
      ce_version: String(change.version),
      traceparent: traceparent(newPlace(), tracing()?.samples() === true),
    }
  }

  return {
    topic: (mangd) => uppgiftTopic(amnesprefix, mangd),

    changed(change, state) {
      const jwe = keys.sealForBus(change.stadsdel, change.mangd, JSON.stringify(state))
      return {
        nyckel: change.uppgiftRef,
        value: Buffer.from(jwe),
        headers: { ...headers(change, 'andrad'), 'content-type': 'application/jose' },
      }
    },

    gone: (change) => ({ nyckel: change.uppgiftRef, value: null, headers: headers(change, 'borttagen') }),

    head: readHead,

    async open(message) {
      const { uppgiftRef, version, gone } = readHead(message)
      if (gone || message.value === null) return undefined
      const clearText = await keys.openFromBus(message.value.toString('utf8'))
      if (clearText === undefined) return undefined
      const state = JSON.parse(clearText) as UppgiftState
      // A value that was moved to another key opens as well as in its own place.
      if (state.uppgiftRef !== uppgiftRef || state.version !== version) throw invalid('value')
      return state
    },
  }
}

function readHead({ nyckel, value, headers }: Message): MessageHeader {
  if (!REF.test(nyckel)) throw invalid('key')
  if (headers.ce_specversion !== '1.0') throw invalid('ce_specversion')
  const [, mangd, event] = TYPE.exec(headers.ce_type ?? '') ?? []
  const gone = event === 'borttagen'
  if (!isMangd(mangd) || gone !== (value === null)) throw invalid('ce_type')
  const [, source, stadsdel] = /^\/[^/]+\/([^/]+)\/([^/]+)$/.exec(headers.ce_source ?? '') ?? []
  if (!isSource(source) || stadsdel === undefined || !MANGDER_OF_SOURCE[source].includes(mangd))
    throw invalid('ce_source')
  const version = Number(headers.ce_version)
  if (!Number.isSafeInteger(version) || version < 1) throw invalid('ce_version')
  return { uppgiftRef: nyckel, stadsdel, source, mangd, version, gone }
}

const isMangd = (text: string | undefined): text is Informationsmangd =>
  INFORMATIONSMANGDER.some((mangd) => mangd === text)
const isSource = (text: string | undefined): text is SourceName => SOURCES.some((source) => source === text)

const invalid = (what: string): InsynError =>
  new InsynError('MEDDELANDE_OGILTIGT', `a message on the bus does not follow its contract: ${what}`)
