import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import {
  DELIVERY_STATUSES,
  type DeliveryRow,
  type DeliveryStatus,
  type DeliverySelection,
} from '../cases/delivery-tools.ts'
import { PAUSE_TARGETS, type PauseTarget } from '../cases/pause.ts'
import { parseMangd } from './kafka.ts'
import { withHub, type Terminal } from './command.ts'
import { registerSchemas as register } from '../hub/case-system.ts'

interface Options {
  readonly ref?: string | undefined
  readonly arende?: string | undefined
  readonly stadsdel?: string | undefined
  readonly mangd?: string | undefined
  readonly status?: string | undefined
  readonly orsak?: string | undefined
  readonly alla?: boolean | undefined
  readonly mal?: string | undefined
  readonly av?: string | undefined
  readonly skal?: string | undefined
}

/** Lists deliveries, one line each, with references only. Exit code 3 when deliveries are paused. */
export function list(config: Config, { out, err, cwd }: Terminal, options: Options): Promise<number> {
  const selection = selectionOf(options)
  return withHub(config, cwd, async ({ deliveries }) => {
    const { pauses, count, rows } = await deliveries.list(selection)
    for (const row of rows) out.write(`${textOf(row)}\n`)
    if (count > rows.length) err.write(`${count - rows.length} more: narrow the selection\n`)
    for (const { target, since, by, reason } of pauses)
      err.write(`${target} is paused since ${since.toISOString()} by ${by}: ${reason}\n`)
    return pauses.length === 0 ? 0 : 3
  })
}

export function pause(
  config: Config,
  { out, cwd }: Terminal,
  { av, skal: reason, mal: target }: Options,
): Promise<number> {
  if (av === undefined || reason === undefined)
    throw new InsynError('BEGARAN_OGILTIG', 'leverans pausa needs --av: who pauses, and --skal: why')
  const which = targetOf(config, target)
  return withHub(config, cwd, async ({ deliveries }) => {
    await deliveries.pause(which, av, reason)
    out.write(`${which} is paused: nothing new goes there; what is to be taken away still is\n`)
    return 0
  })
}

export function resume(
  config: Config,
  { out, cwd }: Terminal,
  { av, skal: reason, mal: target }: Options,
): Promise<number> {
  if (av === undefined) throw new InsynError('BEGARAN_OGILTIG', 'leverans ateruppta needs --av: who resumes')
  const which = targetOf(config, target)
  return withHub(config, cwd, async ({ deliveries }) => {
    await deliveries.resume(which, av, reason)
    out.write(`${which} is resumed: what waited and what was set aside is tried under the policy of now\n`)
    return 0
  })
}

/** Retries undelivered deliveries now: a selection or, with --alla, all of them. */
export function retryDeliveries(config: Config, { out, cwd }: Terminal, options: Options): Promise<number> {
  const { av, skal: reason, alla: all = false } = options
  const selection = selectionOf(options)
  if (av === undefined) throw new InsynError('BEGARAN_OGILTIG', 'leverans kor-om needs --av: who asks for it')
  if (all !== (Object.keys(selection).length === 0))
    throw new InsynError('BEGARAN_OGILTIG', 'leverans kor-om needs a selection, or else --alla')
  return withHub(config, cwd, async ({ deliveries }) => {
    out.write(`${await deliveries.retryDeliveries(selection, av, reason)} deliveries are tried again\n`)
    return 0
  })
}

/** Prints the newest receipt of a closed case's purge. */
export function printReceipt(config: Config, { out, cwd }: Terminal, arendeId: string): Promise<number> {
  return withHub(config, cwd, async ({ deliveries }) => {
    const receipt = await deliveries.receipt(arendeId)
    if (receipt === undefined) throw new InsynError('FINNS_EJ', 'no case of that name has been purged')
    out.write(`${JSON.stringify(receipt)}\n`)
    return 0
  })
}

/** The named target; by default the case system. */
function targetOf({ kafka }: Config, text: string = PAUSE_TARGETS[0]): PauseTarget {
  const target = PAUSE_TARGETS.find((one) => one === text)
  if (target === undefined) throw new InsynError('BEGARAN_OGILTIG', `--mal must be one of ${PAUSE_TARGETS.join(', ')}`)
  if (target === 'buss' && kafka === undefined) throw new InsynError('KONFIG_OGILTIG', 'the setting kafka is missing')
  return target
}

function selectionOf({ ref, arende, stadsdel, mangd, status, orsak }: Options): DeliverySelection {
  return {
    ...(ref === undefined ? {} : { uppgiftRef: ref }),
    ...(arende === undefined ? {} : { arendeId: arende }),
    ...(stadsdel === undefined ? {} : { stadsdel }),
    ...(mangd === undefined ? {} : { mangd: parseMangd(mangd) }),
    ...(status === undefined ? {} : { status: parseStatus(status) }),
    ...(orsak === undefined ? {} : { reason: orsak }),
  }
}

function parseStatus(text: string): DeliveryStatus {
  const status = DELIVERY_STATUSES.find((one) => one === text)
  if (status === undefined)
    throw new InsynError('BEGARAN_OGILTIG', `--status must be one of ${DELIVERY_STATUSES.join(', ')}`)
  return status
}

function textOf(row: DeliveryRow): string {
  const { arendeId, uppgiftRef, stadsdel, mangd, status, since, delivered, wanted, attempts, dueAt, reason } = row
  const version = `${delivered}/${wanted}`
  const again = status === 'vantar' ? ` next ${dueAt.toISOString()}` : ''
  const why = reason === null ? '' : ` ${reason}`
  return `${arendeId} ${uppgiftRef} ${stadsdel} ${mangd} ${status} since ${since.toISOString()} version ${version} tries ${attempts}${again}${why}`
}

/** Registers the JSON schemas that support-management lacks; existing ones are left unchanged. */
export async function registerSchemas({ arendesystem }: Config, { out }: Terminal): Promise<number> {
  for (const id of await register(arendesystem)) out.write(`${id} is registered\n`)
  return 0
}
