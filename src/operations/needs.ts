import { SOURCE_DECLARATIONS } from '../informationsmangd.ts'
import { fieldLabel, kindName } from '../informationsmangd/names.ts'
import type { QuarantineGroup } from '../sync/quarantined.ts'
import type { Scope } from '../sync/source.ts'
import { codeText } from './code-texts.ts'
import type { DeliveryTarget, EndingAvtal, EndingCertificate, ReconciliationRow } from './night-flow.ts'
import type { HeldDeletion, NightCell, NightGrid, NightRow } from './night-runs.ts'
import { type Need, NEEDS, type SyncPause } from './nights.ts'
import { shareOf } from './run-page.ts'
import type { Growth } from './run-rows.ts'

/** Places outside that lack a signed checkpoint, and since when. */
export interface LateCheckpoint {
  readonly place: string
  readonly since: Date
}

/** What stands now, as the pages show it each by itself. */
export interface Standing {
  readonly grid: NightGrid
  readonly expectedNight: string
  /** Since when the newest complete read has been due. */
  readonly dueSince: Date | null
  readonly held: readonly HeldDeletion[]
  readonly targets: readonly DeliveryTarget[]
  readonly growth: readonly Growth[]
  readonly groups: readonly QuarantineGroup[]
  readonly reconciliation: readonly ReconciliationRow[]
  readonly pauses: readonly SyncPause[]
  readonly certificates: readonly EndingCertificate[]
  readonly avtal: readonly EndingAvtal[]
  readonly late: readonly LateCheckpoint[]
  readonly nameOf: (stadsdel: string) => string
  readonly now: Date
}

const SOON_DAYS = 60
/** What was due so long ago and has not begun does not come by itself. */
const MISSED_MS = 60 * 60_000

export function needsOf(standing: Standing): readonly Need[] {
  const needs = [
    ...heldNeeds(standing),
    ...failedNeeds(standing),
    ...missedNeeds(standing),
    ...flowNeeds(standing),
    ...growthNeeds(standing),
    ...reconciliationNeeds(standing),
    ...pauseNeeds(standing),
    ...endingNeeds(standing),
  ]
  return needs.sort((a, b) => NEEDS.indexOf(a.kind) - NEEDS.indexOf(b.kind))
}

const percent = (share: number): string =>
  `${(share * 100).toLocaleString('sv-SE', { maximumFractionDigits: 1 })}\u00a0%`
const amount = (count: number): string => count.toLocaleString('sv-SE')
const label = ({ source }: Scope): string => SOURCE_DECLARATIONS[source].label

/** One that is approved waits for its read, and one that is rejected for the next: neither waits for a person. */
function* heldNeeds({ held }: Standing): Generator<Need> {
  for (const one of held) {
    if (one.rejected !== null || (one.approved?.atMost ?? 0) >= one.touched) continue
    const { source, stadsdel, namn, since, run, text, volumes, limit } = one
    const [most] = volumes
    const much =
      most === undefined
        ? ''
        : ` ${kindName(most.mangd)}: ${amount(most.gone)} färre ${most.of} av ${amount(most.known)} (${percent(shareOf(most))}). Gränsen är ${percent(limit)}.`
    yield {
      kind: 'borttagning-halls',
      heading: `Borttagning hålls: ${namn}, ${label(one)}`,
      text: `${text}${much}`,
      since,
      scope: { source, stadsdel },
      goTo: { page: 'hallen', run },
    }
  }
}

interface Failed {
  readonly row: NightRow
  readonly cell: NightCell
}

/** One for each code: what is wrong with one service is often wrong with several scopes of it. */
function* failedNeeds({ grid, expectedNight }: Standing): Generator<Need> {
  const failed = grid.rows.flatMap((row): Failed[] => {
    const cell = row.cells.findLast(({ night, state }) => night >= expectedNight && state !== 'ej-kord')
    return cell?.state === 'misslyckad' ? [{ row, cell }] : []
  })
  for (const code of new Set(failed.map(({ cell }) => cell.code ?? 'OKANT_FEL'))) {
    const those = failed.filter(({ cell }) => (cell.code ?? 'OKANT_FEL') === code)
    const [first] = [...those].sort((a, b) => nightsWithout(b.row) - nightsWithout(a.row))
    if (first === undefined) continue
    const { what, remedy } = codeText(code)
    const names = those.map(({ row }) => `${row.namn} (${label(row)})`).join(', ')
    const { source, stadsdel } = first.row
    yield {
      kind: code === 'KALLA_INLOGGNING' ? 'inloggning-nekad' : 'natten-misslyckad',
      heading: `${those.length === 1 ? 'Läsningen misslyckades' : `${those.length} läsningar misslyckades`}: ${names}`,
      text: `${what} ${remedy}`,
      since: first.row.readAt,
      scope: { source, stadsdel },
      goTo: first.cell.run === null ? { page: 'natter' } : { page: 'korning', run: first.cell.run },
    }
  }
}

/** From the newest back, nights on which a whole read was to be and none came. */
export function nightsWithout({ cells }: NightRow): number {
  let count = 0
  for (const { state, why } of [...cells].reverse()) {
    if (state === 'klar' || state === 'klar-med-karantan') break
    if (state !== 'pagar' && (state !== 'ej-kord' || why === null || why === 'avbruten')) count++
  }
  return count
}

function* missedNeeds({ grid, expectedNight, dueSince, now }: Standing): Generator<Need> {
  if (dueSince === null || now.getTime() - dueSince.getTime() < MISSED_MS) return
  const missed = grid.rows.filter(({ cells }) =>
    cells.some(({ night, state, why }) => night === expectedNight && state === 'ej-kord' && why === null),
  )
  const [first] = missed
  if (first === undefined) return
  yield {
    kind: 'utebliven-natt',
    heading: `Nattens läsning har inte gjorts: ${missed.map((row) => `${row.namn} (${label(row)})`).join(', ')}`,
    text: 'Den skulle ha börjat och har inte gjort det. Kontrollera att bakgrundsarbetet är igång, eller kör nu.',
    since: dueSince,
    scope: missed.length === 1 ? { source: first.source, stadsdel: first.stadsdel } : null,
    goTo: { page: 'natter' },
  }
}

const TARGETS = { arendesystem: 'ärendesystemet', buss: 'Kafka', rensning: 'rensningen' } as const

function* flowNeeds({ targets, late }: Standing): Generator<Need> {
  for (const { place, since } of late)
    yield {
      kind: 'kontrollpunkt-sen',
      heading: `Kontrollpunkter saknas: ${place}`,
      text: 'Det som loggas under tiden kan kapas utan att det syns. Kontrollera mottagaren.',
      since,
      scope: null,
      goTo: { page: 'kontrollpunkter' },
    }
  for (const { target, parked, paused } of targets) {
    if (parked > 0)
      yield target === 'buss'
        ? {
            kind: 'dodbrev',
            heading: `Kafka nekar ${amount(parked)} meddelanden`,
            text: 'De skickas inte igen av sig själva. Rätta orsaken och kör om dem.',
            since: null,
            scope: null,
            goTo: { page: 'dodbrev' },
          }
        : {
            kind: 'leverans-parkerad',
            heading: `Ärendesystemet nekar ${amount(parked)} leveranser`,
            text: 'De försöks inte igen av sig själva. Rätta orsaken och kör om dem.',
            since: null,
            scope: null,
            goTo: { page: 'leveranser' },
          }
    if (paused !== null)
      yield {
        kind: 'leverans-pausad',
        heading: `Leveranser till ${TARGETS[target]} är pausade`,
        text: `Pausade av ${paused.by}: ${quoted(paused.reason)}. Borttagningar görs ändå.`,
        since: paused.at,
        scope: null,
        goTo: { page: 'leveranser' },
      }
  }
}

function* growthNeeds({ growth, groups, nameOf }: Standing): Generator<Need> {
  for (const { source, stadsdel, count, more, at } of growth) {
    const own = groups.filter((group) => group.source === source && group.stadsdel === stadsdel)
    const causes = [...own]
      .sort((a, b) => b.count - a.count)
      .slice(0, 2)
      .map(
        (one) => `${kindName(one.mangd)}, ${fieldLabel(one.falt)}, ${amount(one.count)}: ${codeText(one.reason).what}`,
      )
    yield {
      kind: 'karantan-vaxer',
      heading: `Karantän: ${nameOf(stadsdel)}, ${amount(count)} poster, ${amount(more)} fler än förra läsningen`,
      text: `${causes.join(' ')} Visas inte i uppslag förrän de är rättade i källan och lästa igen.`.trim(),
      since: at,
      scope: { source, stadsdel },
      goTo: { page: 'karantan', source, stadsdel },
    }
  }
}

function* reconciliationNeeds({ reconciliation }: Standing): Generator<Need> {
  const differing = reconciliation.filter(({ deviations }) => deviations > 0)
  if (differing.length === 0) return
  const sum = differing.reduce((all, { deviations }) => all + deviations, 0)
  yield {
    kind: 'avstamning-skiljer',
    heading: `Avstämningen skiljer: ${amount(sum)} avvikelser`,
    text: 'Spegeln och en källa, ett ämne eller ett ärende säger inte samma sak. Läs rapporten och låt Insyn rätta.',
    since: new Date(Math.max(...differing.map(({ compared }) => compared.getTime()))),
    scope: null,
    goTo: { page: 'avstamning' },
  }
}

function* pauseNeeds({ pauses, nameOf }: Standing): Generator<Need> {
  for (const { source, stadsdel, by, reason, at } of pauses) {
    const what = [
      ...(stadsdel === null ? [] : [nameOf(stadsdel)]),
      ...(source === null ? [] : [SOURCE_DECLARATIONS[source].label]),
    ]
    yield {
      kind: 'synk-pausad',
      heading: `Läsningar är pausade: ${what.length === 0 ? 'alla' : what.join(', ')}`,
      text: `Pausade av ${by}: ${quoted(reason)}. Uppgifterna blir äldre så länge.`,
      since: at,
      scope: source === null || stadsdel === null ? null : { source, stadsdel },
      goTo: { page: 'kommande' },
    }
  }
}

const inDays = (days: number): string =>
  days < 0 ? 'har gått ut' : days === 0 ? 'går ut i dag' : days === 1 ? 'går ut i morgon' : `går ut om ${days} dagar`

function* endingNeeds({ certificates, avtal }: Standing): Generator<Need> {
  for (const { name, ends, days } of certificates)
    if (days <= SOON_DAYS)
      yield {
        kind: 'certifikat-gar-ut',
        heading: `Ett certifikat ${inDays(days)}: ${name}`,
        text: 'Beställ ett nytt, byt det i inställningarna och starta om. Efter den dagen går anslutningen inte att använda.',
        since: ends,
        scope: null,
        goTo: { page: 'certifikat' },
      }
  for (const { namn, diarienummer, ends, days, continued } of avtal)
    if (days <= SOON_DAYS && !continued)
      yield {
        kind: 'avtal-gar-ut',
        heading: `Avtalet med ${namn} ${inDays(days)}`,
        text: `Avtal ${diarienummer} gäller till och med ${ends}. Sedan tas stadsdelens uppgifter bort.`,
        since: null,
        scope: null,
        goTo: { page: 'avtal' },
      }
}

/** The sentence around it has the full stop. */
const quoted = (text: string): string => `”${text.replace(/\.$/, '')}”`
