import type { ComponentChildren } from 'preact'
import type { Uppslagssvar } from '../../uppslag/uppslag-schema.ts'
import { Facts } from '../frame/components.tsx'
import { money } from '../frame/format.ts'
import { wordText } from './panel-texts.ts'

export type StadsdelName = (code: string) => string
type ItemOf<K extends 'beslut' | 'avgift' | 'utforare' | 'handlaggare' | 'kostatus' | 'rakningsmottagare'> =
  Uppslagssvar[K][number]

export const amountText = (ore: number): string => money(ore / 100)
const short = (ore: number): string => money(ore / 100, { short: true })

/** `2024-05-06 – tills vidare`. */
export const periodText = (from: string | undefined, to: string | undefined): string | undefined =>
  from === undefined && to === undefined ? undefined : `${from ?? '…'} – ${to ?? 'tills vidare'}`

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
        ...(lagKapitel === undefined ? [] : [`${String(lagKapitel)} kap.`]),
        ...(lagParagraf === undefined ? [] : [`${lagParagraf} §`]),
      ].join(' ')

export const BeslutItem = ({ item, stadsdel }: { item: ItemOf<'beslut'>; stadsdel: StadsdelName }) => (
  <Item
    head={item.insats ?? item.insatsKod ?? 'Beslut'}
    word={wordText(item.status)}
    facts={[
      ['Omfattning', item.omfattning === undefined ? undefined : `${numberText(item.omfattning)} ${item.enhet ?? ''}`],
      ['Gäller', periodText(item.franOchMed, item.tillOchMed)],
    ]}
  >
    <details>
      <summary class="small">Lagrum och beslutsdatum</summary>
      <Facts
        facts={[
          ['Beslutat', item.beslutsdatum],
          ['Lagrum', lawText(item)],
          ['Beteckning', item.beslutId],
          ['Stadsdel', stadsdel(item.stadsdel)],
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
        {short(item.avgift)} {item.period === undefined ? null : <small>för {item.period}</small>}
      </p>
    )}
    <Facts
      facts={[
        ['Maxtaxa', item.maxtaxa === undefined ? undefined : short(item.maxtaxa)],
        ['Förbehållsbelopp', item.forbehallsbelopp === undefined ? undefined : short(item.forbehallsbelopp)],
        ['Inkomst', item.avgiftsgrundandeInkomst === undefined ? undefined : short(item.avgiftsgrundandeInkomst)],
        ['Stadsdel', stadsdel(item.stadsdel)],
      ]}
    />
  </li>
)

export const UtforareItem = ({ item, stadsdel }: { item: ItemOf<'utforare'>; stadsdel: StadsdelName }) => (
  <Item
    head={item.namn ?? item.enhet ?? 'Utförare'}
    word={wordText(item.regi)}
    facts={[
      ['Insats', item.insats],
      ['Telefon', phoneOf(item.telefon)],
      ['Enhet', item.namn === undefined ? undefined : item.enhet],
      ['Gäller', periodText(item.franOchMed, item.tillOchMed)],
      ['Stadsdel', stadsdel(item.stadsdel)],
    ]}
  />
)

export const HandlaggareItem = ({ item, stadsdel }: { item: ItemOf<'handlaggare'>; stadsdel: StadsdelName }) => (
  <Item
    head={item.namn ?? 'Handläggare'}
    facts={[
      ['Ansvar', item.ansvarsomrade],
      ['Enhet', item.enhet],
      ['Telefon', phoneOf(item.telefon)],
      ['Telefontid', item.telefontid],
      ['Stadsdel', stadsdel(item.stadsdel)],
    ]}
  />
)

export const KostatusItem = ({ item, stadsdel }: { item: ItemOf<'kostatus'>; stadsdel: StadsdelName }) => (
  <Item
    head={wordText(item.slag) ?? 'Köplats'}
    word={wordText(item.status)}
    facts={[
      ['Plats', item.plats === undefined ? undefined : numberText(item.plats)],
      ['Sedan', item.sedan],
      ['Önskar', item.onskadEnhet],
      ['Stadsdel', stadsdel(item.stadsdel)],
    ]}
  />
)

export const RakningsmottagareItem = (props: { item: ItemOf<'rakningsmottagare'>; stadsdel: StadsdelName }) => (
  <Item
    head={props.item.namn ?? 'Räkningsmottagare'}
    word={wordText(props.item.slag)}
    facts={[
      ['Från', props.item.franOchMed],
      ['Stadsdel', props.stadsdel(props.item.stadsdel)],
    ]}
  />
)

type Placement = Uppslagssvar['forskoleplaceringar'][number]
type PreschoolQueue = Uppslagssvar['forskoleko'][number]

export const PlacementItem = ({ item, stadsdel }: { item: Placement; stadsdel: StadsdelName }) => (
  <Item
    head={item.forskola ?? 'Placering'}
    word={wordText(item.status)}
    facts={[
      ['Avdelning', item.enhet],
      ['Gäller', periodText(item.franOchMed, item.tillOchMed)],
      ['Stadsdel', stadsdel(item.stadsdel)],
    ]}
  />
)

export const PreschoolQueueItem = ({ item, stadsdel }: { item: PreschoolQueue; stadsdel: StadsdelName }) => (
  <Item
    head="Kö till förskola"
    word={wordText(item.status)}
    facts={[
      ['Sedan', item.sedan],
      ['Önskar', item.onskadEnhet],
      ['Stadsdel', stadsdel(item.stadsdel)],
    ]}
  />
)
