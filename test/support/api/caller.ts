import type { StartedSimulators } from '../../../simulators/start-simulators.ts'

/** What a lookup answers, as far as the tests look into it. */
export interface Answer {
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

/** An answer without what is its own in every answer; of its references only the lengths, which must tell nothing either. */
export const withoutItsOwn = (answer: Answer) => ({
  ...{ ...answer, uppslagId: '', loggId: answer.loggId.map(({ length }) => length), tidpunkt: '' },
  personId: String(answer.personId).length,
})

/** The sources that were read for an answer, and whether they answered. */
export const asked = ({ kallor }: Answer) =>
  kallor.flatMap(({ kalla, stadsdel, direkt: answer }) =>
    answer === undefined ? [] : [`${kalla} ${stadsdel} ${answer}`],
  )

export type Search = { personnummer: string } | { ocrNummer: string } | { fakturanummer: string }

/** Somebody at the contact centre, with a token that the demo's issuer issued now, or then. */
export async function agent(simulators: Pick<StartedSimulators, 'issue'>, issued?: Date) {
  const { access_token: token } = await simulators.issue(
    { slutanvandare: 'prov', klient: 'telefoni', roller: ['aldre-direkt'] },
    issued,
  )

  const post = (address: string, body: object) =>
    fetch(`${address}/api/v1/uppslag`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return {
    token,
    post,
    /** Read in the sources now; with the time it took, in milliseconds. */
    async direkt(
      address: string,
      personnummer: string,
      andamal = 'samlad-fraga',
    ): Promise<{ answer: Answer; ms: number }> {
      const start = performance.now()
      const answer = await post(address, {
        personnummer,
        andamal,
        arende: 'PROV-1',
        relation: 'sjalv',
        identifiering: 'bankid',
        aktualitet: 'direkt',
      })
      const text = await answer.text()
      if (answer.status !== 200) throw new Error(`the lookup answered ${answer.status}: ${text}`)
      return { answer: JSON.parse(text) as Answer, ms: performance.now() - start }
    },
    async uppslag(address: string, search: Search, andamal = 'samlad-fraga'): Promise<Answer> {
      const answer = await post(address, {
        ...search,
        andamal,
        arende: 'PROV-1',
        relation: 'sjalv',
        identifiering: 'bankid',
      })
      const text = await answer.text()
      if (answer.status !== 200) throw new Error(`the lookup answered ${answer.status}: ${text}`)
      return JSON.parse(text) as Answer
    },
  }
}
