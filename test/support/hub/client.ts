import type { CanaryCity } from './canary-city.ts'

export interface Reply {
  readonly status: number
  /** Empty where the answer is no JSON. */
  readonly json: Readonly<Record<string, unknown>>
}

/** Somebody at work who asks the hub, and whose every answer is looked through. */
export interface Desk {
  get(path: string): Promise<Reply>
  post(path: string, body: object, headers?: Readonly<Record<string, string>>): Promise<Reply>
}

type Asking = Pick<CanaryCity, 'simulators' | 'ask'>

/** At the console; `personnummer` is the end user's own. */
export async function desk(
  { simulators, ask }: Asking,
  address: string,
  endUser: string,
  roller: readonly string[],
  personnummer?: string,
): Promise<Desk> {
  const own = personnummer === undefined ? {} : { personnummer }
  const { access_token } = await simulators.issue({
    slutanvandare: endUser,
    klient: 'konsol',
    roller: [...roller],
    ...own,
  })
  const authorization = `Bearer ${access_token}`
  const reply = async (method: string, path: string, headers: Record<string, string>, body?: string) => {
    const { status, text } = await ask(method, address + path, { authorization, ...headers }, body)
    return { status, json: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {} }
  }
  return {
    get: (path) => reply('GET', path, {}),
    post: (path, body, headers = {}) =>
      reply('POST', path, { 'content-type': 'application/json', ...headers }, JSON.stringify(body)),
  }
}

/** A lookup for which nothing is missing. */
export const lookup = (who: { personnummer: string } | { personId: string }, andamal: string, more: object = {}) => ({
  ...{ ...who, andamal, arende: 'PROV-1', relation: 'sjalv', identifiering: 'bankid' },
  ...more,
})
