import type pg from 'pg'
import type { Registry } from 'prom-client'
import { createMailChannel } from '../adapters/notices/smtp.ts'
import { createWebhookChannel } from '../adapters/notices/webhook.ts'
import type { Config } from '../config.ts'
import { placeAddress } from '../console/operations/addresses.ts'
import type { Log } from '../log.ts'
import type { Nights } from '../operations/nights.ts'
import type { FactParts } from '../operations/notices/facts.ts'
import { createNotices, type Notices } from '../operations/notices/notices.ts'

const OFFICERS_PAGES = { tillstand: '/logg/tillstand', utdrag: '/logg/utdrag', atkomstlogg: '/logg' } as const

/** Who is told of what needs a person, through the channels of the settings. */
export function composeNotices(parts: {
  readonly config: Config
  readonly pool: pg.Pool
  readonly nights: Nights
  readonly register: Registry
  readonly clock: () => Date
  readonly log: Log
}): Notices {
  const { meddelanden, konsol, http, loggnamn } = parts.config
  const { smtp, webhook } = meddelanden
  const linkOf: FactParts['linkOf'] = (place) => {
    if (konsol === undefined || http.publikAdress === undefined) return undefined
    const path = typeof place === 'string' ? OFFICERS_PAGES[place] : placeAddress(place)
    return `${http.publikAdress}${path}`
  }
  return createNotices({
    ...parts,
    ...{ installation: loggnamn, linkOf },
    channels: [
      ...(smtp === undefined ? [] : [createMailChannel(smtp)]),
      ...(webhook === undefined ? [] : [createWebhookChannel(webhook, parts.clock)]),
    ],
  })
}
