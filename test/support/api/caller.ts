import type { StartedSimulators } from '../../../simulators/start-simulators.ts'

/** What a lookup answers, as far as the tests look into it. */
export interface Svar {
  readonly loggId: readonly string[]
  readonly person?: Readonly<Record<string, string>>
  readonly kallor: readonly {
    readonly kalla: string
    readonly stadsdel: string
    readonly status: string
    readonly direkt?: string
    readonly forklaring: string
  }[]
  readonly [mangd: string]: unknown
}

/** An answer without what is its own in every answer; of its reference only the length, which must tell nothing either. */
export const withoutItsOwn = (svar: Svar) => ({
  ...{ ...svar, uppslagId: '', loggId: [], tidpunkt: '' },
  personId: String(svar.personId).length,
})

export type Sokning = { personnummer: string } | { ocrNummer: string } | { fakturanummer: string }

/** Somebody at the contact centre, with a token of the demo's issuer. */
export async function servicehandlaggare(simulators: Pick<StartedSimulators, 'utfarda'>) {
  const { access_token: token } = await simulators.utfarda({
    slutanvandare: 'prov',
    klient: 'telefoni',
    roller: ['aldre-direkt'],
  })

  const post = (adress: string, body: object) =>
    fetch(`${adress}/api/v1/uppslag`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return {
    token,
    post,
    /** Read in the sources now; with the time it took, in milliseconds. */
    async direkt(adress: string, personnummer: string, andamal = 'samlad-fraga'): Promise<{ svar: Svar; ms: number }> {
      const start = performance.now()
      const answer = await post(adress, {
        personnummer,
        andamal,
        arende: 'PROV-1',
        relation: 'sjalv',
        identifiering: 'bankid',
        aktualitet: 'direkt',
      })
      const text = await answer.text()
      if (answer.status !== 200) throw new Error(`the lookup answered ${answer.status}: ${text}`)
      return { svar: JSON.parse(text) as Svar, ms: performance.now() - start }
    },
    async uppslag(adress: string, sokning: Sokning, andamal = 'samlad-fraga'): Promise<Svar> {
      const answer = await post(adress, {
        ...sokning,
        andamal,
        arende: 'PROV-1',
        relation: 'sjalv',
        identifiering: 'bankid',
      })
      const text = await answer.text()
      if (answer.status !== 200) throw new Error(`the lookup answered ${answer.status}: ${text}`)
      return JSON.parse(text) as Svar
    },
  }
}
