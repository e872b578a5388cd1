import type { Config } from '../config.ts'
import { keyAlgorithm } from '../console/sign-in/provider.ts'
import { invalid } from '../platform/checked-yaml.ts'
import { type Policy, RIGHTS } from '../policy/policy.ts'

/** The console's settings against the policy. Throws KONFIG_OGILTIG. */
export function checkSignIn(
  { klienter, roller, stadsdelar }: Pick<Policy, 'klienter' | 'roller' | 'stadsdelar'>,
  { konsol }: Pick<Config, 'konsol'>,
): void {
  if (konsol === undefined) return
  const { klient, utfardare, ansprak, rollkarta = {}, acr, nyckel, ring } = konsol
  const error = (setting: string, why: string) => invalid('konsol', `/${setting}`, why)
  const contract = Object.hasOwn(klienter, klient) ? klienter[klient] : undefined
  if (contract === undefined) throw error('klient', 'is not in klienter.yaml')
  if (!contract.utfardare.includes(utfardare)) throw error('utfardare', 'is not one of the client in klienter.yaml')
  if (contract.slutanvandare !== 'token') throw error('klient', 'must have slutanvandare: token in klienter.yaml')
  if (contract.egetNummer === 'token' && ansprak.personnummer === undefined)
    throw error('ansprak/personnummer', 'is needed: the client has egetNummer: token in klienter.yaml')
  for (const [name, roll] of Object.entries(rollkarta))
    if (!Object.hasOwn(roller, roll)) throw error(`rollkarta/${name}`, 'is not in roller.yaml')
  for (const right of Object.keys(acr))
    if (!RIGHTS.some((one) => one === right)) throw error(`acr/${right}`, 'is no right of roles')
  for (const { stadsdel } of ring)
    if (stadsdel !== undefined && !stadsdelar.some(({ kod }) => kod === stadsdel))
      throw error('ring', 'names a stadsdel that is none')
  if (nyckel !== undefined) keyAlgorithm(nyckel)
}
