import type { ComponentChildren } from 'preact'
import type { Uppslagssvar } from '../../uppslag/uppslag-schema.ts'
import { Facts } from '../frame/components.tsx'
import { money } from '../frame/format.ts'
import { FACTS, wordText } from './panel-texts.ts'

export type StadsdelName = (code: string) => string
type ItemOf<K extends 'beslut' | 'avgift' | 'utforare' | 'handlaggare' | 'kostatus' | 'rakningsmottagare'> =
  Uppslagssvar[K][number]

export const amountText = (ore: number): string => money(ore / 100)
const short = (ore: number): string => money(ore / 100, { short: true })

/** `2024-05-06 – tills vidare`, whose dates stay whole where the line is short. */
const periodOf = (from: string | undefined, to: string | undefined) =>
  from === undefined && to === undefined ? undefined : (
    <>
      <span class="together">{from ?? '…'} –</span> <span class="together">{to ?? FACTS.forever}</span>
    </>
  )

/** A telephone number as the source writes it; a link where it can be dialled. */
export const Phone = ({ number }: { readonly number: string }) => {
  const digits = number.replace(/[^0-9+]/g, '')
  return /^[0-9+() /–-]{5,30}$/.test(number) && /^\+?[0-9]{5,15}$/.test(digits) ? (
    <a class="phone" href={`tel:${digits.replace(/^0(?=[1-9])/, '+46')}`}>
      {number}
    </a>
  ) : (
    <span>{number}</span>
  )
}

export const phoneOf = (number: string | undefined) => (number === undefined ? undefined : <Phone number={number} />)

const Item = (props: {
  readonly head: string | undefined
  readonly word?: string | undefined
  readonly facts: readonly (readonly [string, ComponentChildren])[]
  readonly children?: ComponentChildren
}) => (
  <li>
    {props.head === undefined && props.word === undefined ? null : (
      <p class="item-head">
        {props.head} {props.word === undefined ? null : <span class="item-word">{props.word}</span>}
      </p>
    )}
    <Facts facts={props.facts} />
    {props.children}
  </li>
)

const numberText = (value: number): string => value.toLocaleString('sv-SE')

const lawText = ({ lagSfs, lagKapitel, lagParagraf }: ItemOf<'beslut'>): string | undefined =>
  lagSfs === undefined
    ? undefined
    : [
        `SFS ${lagSfs}`,
        ...(lagKapitel === undefined ? [] : [FACTS.chapter(lagKapitel)]),
        ...(lagParagraf === undefined ? [] : [`${lagParagraf} §`]),
      ].join(' ')

export const BeslutItem = ({ item, stadsdel }: { item: ItemOf<'beslut'>; stadsdel: StadsdelName }) => (
  <Item
    head={item.insats ?? item.insatsKod ?? FACTS.beslut}
    word={wordText(item.status)}
    facts={[
      [FACTS.extent, item.omfattning === undefined ? undefined : `${numberText(item.omfattning)} ${item.enhet ?? ''}`],
      [FACTS.period, periodOf(item.franOchMed, item.tillOchMed)],
    ]}
  >
    <details>
      <summary class="small">{FACTS.lawAndDate}</summary>
      <Facts
        facts={[
          [FACTS.decidedAt, item.beslutsdatum],
          [FACTS.law, lawText(item)],
          [FACTS.reference, item.beslutId],
          [FACTS.stadsdel, stadsdel(item.stadsdel)],
        ]}
      />
    </details>
  </Item>
)

export const AvgiftItem = ({ item, stadsdel }: { item: ItemOf<'avgift'>; stadsdel: StadsdelName }) => (
  <li>
    {item.avgift === undefined ? (
      <p class="item-head">{item.period}</p>
    ) : (
      <p class="amount">
        {short(item.avgift)} {item.period === undefined ? null : <small>{FACTS.ofPeriod(item.period)}</small>}
      </p>
    )}
    <Facts
      facts={[
        [FACTS.maxtaxa, item.maxtaxa === undefined ? undefined : short(item.maxtaxa)],
        [FACTS.forbehallsbelopp, item.forbehallsbelopp === undefined ? undefined : short(item.forbehallsbelopp)],
        [FACTS.income, item.avgiftsgrundandeInkomst === undefined ? undefined : short(item.avgiftsgrundandeInkomst)],
        [FACTS.stadsdel, stadsdel(item.stadsdel)],
      ]}
    />
  </li>
)

export const UtforareItem = ({ item, stadsdel }: { item: ItemOf<'utforare'>; stadsdel: StadsdelName }) => (
  <Item
    head={item.namn ?? item.enhet ?? FACTS.utforare}
    word={wordText(item.regi)}
    facts={[
      [FACTS.insats, item.insats],
      [FACTS.telephone, phoneOf(item.telefon)],
      [FACTS.unit, item.namn === undefined ? undefined : item.enhet],
      [FACTS.period, periodOf(item.franOchMed, item.tillOchMed)],
      [FACTS.stadsdel, stadsdel(item.stadsdel)],
    ]}
  />
)

export const HandlaggareItem = ({ item, stadsdel }: { item: ItemOf<'handlaggare'>; stadsdel: StadsdelName }) => (
  <Item
    head={item.namn ?? FACTS.handlaggare}
    facts={[
      [FACTS.area, item.ansvarsomrade],
      [FACTS.unit, item.enhet],
      [FACTS.telephone, phoneOf(item.telefon)],
      [FACTS.telephoneHours, item.telefontid],
      [FACTS.stadsdel, stadsdel(item.stadsdel)],
    ]}
  />
)

export const KostatusItem = ({ item, stadsdel }: { item: ItemOf<'kostatus'>; stadsdel: StadsdelName }) => (
  <Item
    head={wordText(item.slag) ?? FACTS.queue}
    word={wordText(item.status)}
    facts={[
      [FACTS.place, item.plats === undefined ? undefined : numberText(item.plats)],
      [FACTS.since, item.sedan],
      [FACTS.wish, item.onskadEnhet],
      [FACTS.stadsdel, stadsdel(item.stadsdel)],
    ]}
  />
)

export const RakningsmottagareItem = (props: { item: ItemOf<'rakningsmottagare'>; stadsdel: StadsdelName }) => (
  <Item
    head={props.item.namn ?? FACTS.rakningsmottagare}
    word={wordText(props.item.slag)}
    facts={[
      [FACTS.from, props.item.franOchMed],
      [FACTS.stadsdel, props.stadsdel(props.item.stadsdel)],
    ]}
  />
)

type Placement = Uppslagssvar['forskoleplaceringar'][number]
type PreschoolQueue = Uppslagssvar['forskoleko'][number]

export const PlacementItem = ({ item, stadsdel }: { item: Placement; stadsdel: StadsdelName }) => (
  <Item
    head={item.forskola ?? FACTS.placement}
    word={wordText(item.status)}
    facts={[
      [FACTS.department, item.enhet],
      [FACTS.period, periodOf(item.franOchMed, item.tillOchMed)],
      [FACTS.stadsdel, stadsdel(item.stadsdel)],
    ]}
  />
)

export const PreschoolQueueItem = ({ item, stadsdel }: { item: PreschoolQueue; stadsdel: StadsdelName }) => (
  <Item
    head={FACTS.preschoolQueue}
    word={wordText(item.status)}
    facts={[
      [FACTS.since, item.sedan],
      [FACTS.wish, item.onskadEnhet],
      [FACTS.stadsdel, stadsdel(item.stadsdel)],
    ]}
  />
)
