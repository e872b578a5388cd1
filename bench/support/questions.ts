import type { Truth } from '../../simulators/population/truth.ts'
import { request } from './request.ts'

/** Unprotected people, in the order of the city: of every `step` people the first. */
export async function somePeople(
  base: string,
  { most, of, step = 1 }: { most: number; of: number; step?: number },
): Promise<string[]> {
  const people: string[] = []
  for (let index = 0; people.length < most && index < of; index += step) {
    const truth = await request<Truth>('POST', `${base}/styrning/sanning`, { index })
    if (truth.skydd === 'ingen') people.push(truth.personnummer)
  }
  return people
}

export const question = (personnummer: string) => ({
  personnummer,
  andamal: 'samlad-fraga',
  arende: 'MATNING-1',
  relation: 'sjalv',
  identifiering: 'bankid',
})

/** Of somebody at a desk who may ask about both sources. */
export async function agentToken(base: string): Promise<string> {
  const { access_token: token } = await request<{ access_token: string }>('POST', `${base}/utfardare/token`, {
    slutanvandare: 'matning',
    klient: 'telefoni',
    roller: ['aldre-direkt'],
  })
  return token
}
