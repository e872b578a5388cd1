import { setTimeout as delay } from 'node:timers/promises'
import { renderToString } from 'preact-render-to-string'
import { checkChain } from '../../api/contracts/chain.ts'
import { problemPage } from '../frame/pages.tsx'
import type { PageAnswer, ServerEvent, Visit } from '../frame/visit.ts'
import { auditFrame, type AuditFrameDeps, reasonHref } from './audit-frame.tsx'
import { ChainSummary } from './chain-banner.tsx'
import { backTo, reasonOf } from './errand.ts'
import { CHAIN } from './texts.ts'

const EVERY_MS = 1_000

/** Starts a check of every log of the officer, which goes on in the background. */
export const startCheck =
  ({ errands }: AuditFrameDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const back = backTo(visit.form.get('till'), '/logg')
    const reason = await reasonOf(errands, visit)
    if (reason === undefined) return { redirect: reasonHref(back) }
    const { problem } = await visit.perform(checkChain, { body: { skal: reason } })
    return problem === undefined ? { redirect: back } : problemPage(problem)
  }

/** How far the check has come; the page is loaded anew when it is done. */
export const followCheck =
  (deps: AuditFrameDeps) =>
  async (visit: Visit): Promise<PageAnswer> => ({
    events: async function* (signal): AsyncGenerator<ServerEvent> {
      for (;;) {
        const frame = await auditFrame(deps, visit)
        if (frame.chain.every(({ running }) => running === undefined)) {
          yield { event: 'say', data: CHAIN.done }
          yield { event: 'reload', data: '' }
          return
        }
        yield { event: 'piece', data: renderToString(<ChainSummary frame={frame} />) }
        await delay(EVERY_MS, undefined, { signal }).catch(() => undefined)
        if (signal.aborted) return
      }
    },
  })
