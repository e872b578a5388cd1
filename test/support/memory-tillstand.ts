import {
  samma,
  type NyttTillstand,
  type Tillstandslager,
  type Tillstandsrad,
  type Tillstandsstatus,
} from '../../src/policy/tillstand/tillstand.ts'

type Rad = { -readonly [F in keyof Tillstandsrad]: Tillstandsrad[F] } & Pick<NyttTillstand, 'personRef'>

export interface Minnestillstand extends Tillstandslager {
  readonly rader: Map<string, Rad>
  /** What every call throws while set. */
  trasig?: Error
}

/** Enkelttillstånd in memory, by the test's clock. */
export function minnestillstand(klocka: () => Date): Minnestillstand {
  const rader = new Map<string, Rad>()
  const efter = (minuter: number) => new Date(klocka().getTime() + minuter * 60_000)
  const visad = (rad: Rad): Tillstandsstatus =>
    rad.status === 'vantar-godkannande' && rad.giltigTill <= klocka() ? 'forfallet' : rad.status
  const lager: Minnestillstand = {
    rader,
    async begar(nytt) {
      if (lager.trasig !== undefined) throw lager.trasig
      const giltigTill = efter(nytt.minuter)
      rader.set(nytt.tillstandId, { ...nytt, begart: klocka(), giltigTill, beslut: null, granskning: null })
      return { giltigTill }
    },
    async besluta(id, { utfall, av, kommentar }) {
      const rad = rader.get(id)
      if (rad === undefined) return 'finns-ej'
      if (samma(rad.slutanvandare) === samma(av)) return 'eget'
      if (rad.beslut !== null) return rad.beslut.av === av && rad.beslut.utfall === utfall ? rad : 'konflikt'
      if (visad(rad) !== 'vantar-godkannande') return 'konflikt'
      rad.beslut = { utfall, av, kommentar, tid: klocka() }
      if (utfall === 'godkant') rad.giltigTill = efter(rad.minuter)
      return rad
    },
    async verkstall(id) {
      const rad = rader.get(id)
      if (rad?.status === 'vantar-godkannande' && rad.beslut !== null)
        rad.status = rad.beslut.utfall === 'godkant' ? 'beviljat' : 'avslaget'
    },
    async gallande(id) {
      if (lager.trasig !== undefined) throw lager.trasig
      const rad = rader.get(id)
      if (rad?.status !== 'beviljat' || rad.giltigTill <= klocka()) return undefined
      const { tillstandId, regel, slutanvandare, personRef } = rad
      return { tillstandId, regel, slutanvandare, personRef, godkant: rad.beslut?.utfall === 'godkant' }
    },
    async lista({ status, limit, page }) {
      return [...rader.values()]
        .reverse()
        .map(({ personRef: _, ...rad }) => ({ ...rad, status: visad({ ...rad, personRef: null }) }))
        .filter((rad) => status === undefined || rad.status === status)
        .slice((page - 1) * limit, page * limit + 1)
    },
    async granska(id, { utfall, av, kommentar }) {
      const rad = rader.get(id)
      if (rad === undefined) return 'finns-ej'
      if (samma(rad.slutanvandare) === samma(av) || rad.beslut?.av === av) return 'eget'
      if (visad(rad) === 'vantar-godkannande') return 'konflikt'
      if (rad.granskning !== null && rad.granskning.utfall !== 'behover-utredas') return 'konflikt'
      rad.granskning = { utfall, av, kommentar, tid: klocka() }
      return 'granskat'
    },
  }
  return lager
}
