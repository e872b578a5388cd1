import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import {
  LEVERANSSTATUSAR,
  type Leveransrad,
  type Leveransstatus,
  type Leveransurval,
  MAL,
  type Mal,
} from '../cases/delivery-tools.ts'
import { isMangd } from './kafka.ts'
import type { Terminal } from './terminal.ts'
import { withHub } from './with-hub.ts'

interface Val {
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

/** One line per delivery, with references only. 3 when deliveries are paused. */
export function lista(config: Config, { out, err, cwd }: Terminal, val: Val): Promise<number> {
  const urval = urvalOf(val)
  return withHub(config, cwd, async ({ leveranser }) => {
    const { pauser, antal, rader } = await leveranser.lista(urval)
    for (const rad of rader) out.write(`${textOf(rad)}\n`)
    if (antal > rader.length) err.write(`${antal - rader.length} more: narrow the selection\n`)
    for (const { mal, sedan, av, skal } of pauser)
      err.write(`${mal} is paused since ${sedan.toISOString()} by ${av}: ${skal}\n`)
    return pauser.length === 0 ? 0 : 3
  })
}

export function pausa(config: Config, { out, cwd }: Terminal, { av, skal, mal }: Val): Promise<number> {
  if (av === undefined || skal === undefined)
    throw new InsynError('BEGARAN_OGILTIG', 'leverans pausa needs --av: who pauses, and --skal: why')
  const vilket = malOf(config, mal)
  return withHub(config, cwd, async ({ leveranser }) => {
    await leveranser.pausa(vilket, av, skal)
    out.write(`${vilket} is paused: nothing new goes there; what is to be taken away still is\n`)
    return 0
  })
}

export function ateruppta(config: Config, { out, cwd }: Terminal, { av, mal }: Val): Promise<number> {
  if (av === undefined) throw new InsynError('BEGARAN_OGILTIG', 'leverans ateruppta needs --av: who resumes')
  const vilket = malOf(config, mal)
  return withHub(config, cwd, async ({ leveranser }) => {
    await leveranser.ateruppta(vilket, av)
    out.write(`${vilket} is resumed: what waited and what was set aside is tried under the policy of now\n`)
    return 0
  })
}

/** Tries again now what is not delivered, of a selection or, with --alla, of everything. */
export function korOm(config: Config, { out, cwd }: Terminal, val: Val): Promise<number> {
  const { av, alla = false } = val
  const urval = urvalOf(val)
  if (av === undefined) throw new InsynError('BEGARAN_OGILTIG', 'leverans kor-om needs --av: who asks for it')
  if (alla !== (Object.keys(urval).length === 0))
    throw new InsynError('BEGARAN_OGILTIG', 'leverans kor-om needs a selection, or else --alla')
  return withHub(config, cwd, async ({ leveranser }) => {
    out.write(`${await leveranser.korOm(urval, av)} deliveries are tried again\n`)
    return 0
  })
}

/** Prints the newest receipt of a closed case's purge. */
export function skrivUtKvitto(config: Config, { out, cwd }: Terminal, arendeId: string): Promise<number> {
  return withHub(config, cwd, async ({ leveranser }) => {
    const kvitto = await leveranser.kvitto(arendeId)
    if (kvitto === undefined) throw new InsynError('FINNS_EJ', 'no case of that name has been purged')
    out.write(`${JSON.stringify(kvitto)}\n`)
    return 0
  })
}

/** The case system when none is named. */
function malOf({ kafka }: Config, text: string = MAL[0]): Mal {
  const mal = MAL.find((one) => one === text)
  if (mal === undefined) throw new InsynError('BEGARAN_OGILTIG', `--mal is one of ${MAL.join(', ')}`)
  if (mal === 'buss' && kafka === undefined) throw new InsynError('KONFIG_OGILTIG', 'the settings have no kafka')
  return mal
}

function urvalOf({ ref, arende, stadsdel, mangd, status, orsak }: Val): Leveransurval {
  return {
    ...(ref === undefined ? {} : { uppgiftRef: ref }),
    ...(arende === undefined ? {} : { arendeId: arende }),
    ...(stadsdel === undefined ? {} : { stadsdel }),
    ...(mangd === undefined ? {} : { mangd: isMangd(mangd) }),
    ...(status === undefined ? {} : { status: isStatus(status) }),
    ...(orsak === undefined ? {} : { orsak }),
  }
}

function isStatus(text: string): Leveransstatus {
  const status = LEVERANSSTATUSAR.find((one) => one === text)
  if (status === undefined) throw new InsynError('BEGARAN_OGILTIG', `--status is one of ${LEVERANSSTATUSAR.join(', ')}`)
  return status
}

function textOf(rad: Leveransrad): string {
  const { arendeId, uppgiftRef, stadsdel, mangd, status, sedan, levererad, onskad, forsok, nasta, orsak } = rad
  const version = `${levererad}/${onskad}`
  const igen = status === 'vantar' ? ` next ${nasta.toISOString()}` : ''
  const varfor = orsak === null ? '' : ` ${orsak}`
  return `${arendeId} ${uppgiftRef} ${stadsdel} ${mangd ?? '-'} ${status} since ${sedan.toISOString()} version ${version} tries ${forsok}${igen}${varfor}`
}
