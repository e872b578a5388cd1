import type { RequestHandler } from 'express'
import type { Suspended } from '../api/admission.ts'
import type { Perform } from '../api/perform.ts'
import type { Report } from '../api/report.ts'
import type { RecordThen } from '../atkomstlogg/record-then.ts'
import type { Categories } from '../cases/categories.ts'
import type { Config } from '../config.ts'
import { createConsole } from '../console/console.ts'
import { sendPage } from '../console/frame/pages.tsx'
import type { OperationsDesk } from '../console/operations/desk.ts'
import { createSessions } from '../console/sign-in/sessions.ts'
import type { Log } from '../log.ts'
import { invalid } from '../platform/checked-yaml.ts'
import type { Policy } from '../policy/policy.ts'
import { composeAuditPages } from './review.ts'
import type { Store } from './store.ts'

export interface ConsoleParts {
  readonly config: Config
  readonly categories: Categories
  readonly store: Store
  readonly policy: Policy
  readonly recordThen: RecordThen
  readonly operations: OperationsDesk
  /** `<state>/logg`. */
  readonly logFolder: string
  readonly clock: () => Date
  readonly log: Log
}

/** What serves the pages: composed where the API is, when it starts. */
export interface Served {
  readonly perform: Perform
  readonly report: Report
  readonly suspended: Suspended
  /** Where the hub is reached, without a slash at its end; known once it listens. */
  readonly address: () => string
}

export type ServePages = (served: Served) => RequestHandler

export function composeConsole(parts: ConsoleParts): ServePages {
  const { config, store, policy, recordThen, clock, log } = parts
  const { konsol: options, http, utfardare: issuers } = config
  const { publikAdress: publicAddress } = http
  const issuer = issuers.find(({ namn }) => namn === options?.utfardare)
  if (options !== undefined && issuer === undefined)
    throw invalid('insyn.yaml', '/konsol/utfardare', 'is not the namn of an utfardare in the settings')

  return ({ perform, report, suspended, address }) => {
    const sessions =
      options === undefined || issuer === undefined
        ? undefined
        : createSessions({
            ...{ options, issuer, policy, keys: store.keys, pool: store.pool, recordThen, clock, log, address },
            show: (res, page) => sendPage(res, { page }, publicAddress),
          })
    const lookup = {
      liveMs: config.direkt.fristMs,
      ring: options?.ring ?? [],
      // Support Management keeps its own categories, which the hub never writes.
      givesCategory: config.arendesystem.supportManagement === undefined,
    }
    return createConsole({
      ...{ ...parts, ...composeAuditPages(parts), ...lookup },
      ...{ sessions, publicAddress, report, suspended },
    })(perform)
  }
}
