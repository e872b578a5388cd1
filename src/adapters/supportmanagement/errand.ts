import { Ajv } from 'ajv'
import { type Static, Type } from 'typebox'
import type { Informationsmangd } from '../../informationsmangd.ts'
import { kanonisk } from '../../mapping/canonical.ts'
import type { SpegladUppgift } from '../../cases/case-system.ts'
import { lasare, Speglad } from '../casesystem/replies.ts'

const Text = Type.String()
const Ingen = Type.Null()

/** What we read of an errand; whatever else is in it is not looked at. */
const ErrandSvar = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 64 }),
  status: Type.Optional(Type.Union([Text, Ingen])),
  version: Type.Integer({ minimum: 0 }),
  externalTags: Type.Optional(Type.Array(Type.Object({ key: Text, value: Text }))),
  parameters: Type.Optional(
    Type.Array(
      Type.Object({
        key: Text,
        displayName: Type.Optional(Type.Union([Text, Ingen])),
        group: Type.Optional(Type.Union([Text, Ingen])),
        values: Type.Optional(Type.Union([Type.Array(Text), Ingen])),
      }),
    ),
  ),
  jsonParameters: Type.Optional(
    Type.Array(Type.Object({ key: Text, version: Type.Integer({ minimum: 0 }), value: Type.Unknown() })),
  ),
})
type ErrandSvar = Static<typeof ErrandSvar>

const Sidsvar = Type.Object({ content: Type.Array(ErrandSvar) })

export interface Tagg {
  readonly key: string
  readonly value: string
}

export interface Parameter {
  readonly key: string
  readonly displayName?: string
  readonly group?: string
  readonly values: readonly string[]
}

export interface JsonParameter {
  readonly key: string
  /** Of this parameter alone: what If-Match is held against. */
  readonly version: number
  readonly value: unknown
}

export interface Errand {
  readonly id: string
  readonly status: string
  readonly version: number
  readonly externalTags: readonly Tagg[]
  readonly parameters: readonly Parameter[]
  readonly jsonParameters: readonly JsonParameter[]
}

const lasErrandSvar = lasare(ErrandSvar)
const lasSidsvar = lasare(Sidsvar)

/** undefined: not a reply of this kind. */
export function lasErrand(text: string): Errand | undefined {
  const svar = lasErrandSvar(text)
  return svar === undefined ? undefined : projicera(svar)
}
export const lasSida = (text: string): readonly Errand[] | undefined => lasSidsvar(text)?.content.map(projicera)

/** The rest of an errand, a stranger's words to the contact centre, does not outlive the parse. */
function projicera({ id, status, version, externalTags, parameters, jsonParameters }: ErrandSvar): Errand {
  return {
    id,
    status: status ?? '',
    version,
    externalTags: (externalTags ?? []).map(({ key, value }) => ({ key, value })),
    parameters: (parameters ?? []).map(({ key, displayName, group, values }) => ({
      key,
      ...(typeof displayName === 'string' && { displayName }),
      ...(typeof group === 'string' && { group }),
      values: values ?? [],
    })),
    jsonParameters: (jsonParameters ?? []).map(({ key, version: egen, value }) => ({ key, version: egen, value })),
  }
}

/** Everything of ours in an errand has a key that begins so; everything else is somebody else's and is left alone. */
const PREFIX = 'insyn-'
const arVar = ({ key }: { key: string }): boolean => key.startsWith(PREFIX)

export const nyckelFor = (uppgiftRef: string): string => PREFIX + uppgiftRef

const Spar = Type.Object({
  uppgiftRef: Type.String(),
  version: Type.Integer({ minimum: 0 }),
  borttagen: Type.Literal(true),
})
const ajv = new Ajv()
const arSpeglad = ajv.compile<SpegladUppgift>(Speglad)
const arSpar = ajv.compile<Static<typeof Spar>>(Spar)

/** What a json-parameter of ours holds: an uppgift, the trace of one, or something that we did not write. */
export type Innehall =
  | { readonly slag: 'uppgift'; readonly uppgift: SpegladUppgift; readonly version: number }
  | { readonly slag: 'borttagen'; readonly version: number }
  | { readonly slag: 'frammande'; readonly version: -1 }

export function tolka({ key, value }: JsonParameter): Innehall {
  if (arSpeglad(value) && nyckelFor(value.uppgiftRef) === key)
    return { slag: 'uppgift', uppgift: value, version: value.version }
  if (arSpar(value) && nyckelFor(value.uppgiftRef) === key) return { slag: 'borttagen', version: value.version }
  return { slag: 'frammande', version: -1 }
}

export const egna = ({ jsonParameters }: Pick<Errand, 'jsonParameters'>): readonly JsonParameter[] =>
  jsonParameters.filter(arVar)

/** The lists that a change of an errand replaces whole. */
export type Listor = Pick<Errand, 'externalTags' | 'parameters'>

const GRUPP = 'Insyn'
const REGISTRERAS: ReadonlySet<Informationsmangd> = new Set(['utforare', 'handlaggare'])

/**
 * What the errand's lists should be by the uppgifter that it holds, beside what others have put there. One tag per
 * uppgift with its version: json-parameters alone leave the errand's `modified` as it was, and whoever asks for changed
 * errands would miss it. And what a case registers: stadsdel, utförare and handläggare by name.
 */
export function onskadeListor(errand: Errand, idag: string): Listor {
  const uppgifter = egna(errand).flatMap((parameter) => {
    const innehall = tolka(parameter)
    return innehall.slag === 'uppgift' ? [innehall.uppgift] : []
  })
  const namn = (mangd: 'utforare' | 'handlaggare'): string[] =>
    uppgifter
      .filter(({ informationsmangd }) => informationsmangd === mangd)
      .flatMap(({ poster }) => poster)
      .filter(({ tillOchMed }) => typeof tillOchMed !== 'string' || tillOchMed >= idag)
      .flatMap(({ namn: ett }) => (typeof ett === 'string' ? [ett] : []))
  const parametrar: Parameter[] = [
    egenParameter('stadsdel', 'Berörd stadsdel', stadsdelar(uppgifter)),
    egenParameter('utforare', 'Utförare', namn('utforare')),
    egenParameter('handlaggare', 'Ansvarig handläggare', namn('handlaggare')),
  ].filter(({ values }) => values.length > 0)
  return {
    externalTags: [
      ...errand.externalTags.filter((tagg) => !arVar(tagg)),
      ...uppgifter.map(({ uppgiftRef, version }) => ({ key: nyckelFor(uppgiftRef), value: String(version) })),
    ],
    parameters: [...errand.parameters.filter((parameter) => !arVar(parameter)), ...parametrar],
  }
}

/** A stadsdel that only has old invoices or decisions is not where the errand belongs, when another one has more. */
function stadsdelar(uppgifter: readonly SpegladUppgift[]): string[] {
  const registrerade = uppgifter.filter(({ informationsmangd }) => REGISTRERAS.has(informationsmangd))
  return (registrerade.length > 0 ? registrerade : uppgifter).map(({ stadsdel }) => stadsdel)
}

const egenParameter = (slag: string, displayName: string, values: readonly string[]): Parameter => ({
  key: PREFIX + slag,
  displayName,
  group: GRUPP,
  values: [...new Set(values)].sort(),
})

/** Whether what is ours is the same, in whatever order. */
export const sammaListor = (a: Listor, b: Listor): boolean => vara(a) === vara(b)

const vara = ({ externalTags, parameters }: Listor): string =>
  kanonisk([externalTags.filter(arVar).sort(efterNyckel), parameters.filter(arVar).sort(efterNyckel)])

const efterNyckel = (a: { key: string }, b: { key: string }): number => (a.key < b.key ? -1 : 1)
