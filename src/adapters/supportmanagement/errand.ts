import { Ajv, type ValidateFunction } from 'ajv'
import { type Static, Type } from 'typebox'
import type { MirroredUppgift, Registered } from '../../cases/case-system.ts'
import { canonical } from '../../mapping/canonical.ts'
import type { Item } from '../../mapping/person-items.ts'
import { Mirrored, reader } from '../casesystem/replies.ts'

const Text = Type.String()
const None = Type.Null()
const Version = Type.Integer({ minimum: 0 })

/** What we read of an errand; whatever else is in it is not looked at. */
const ErrandAnswer = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 64 }),
  status: Type.Optional(Type.Union([Text, None])),
  version: Version,
  externalTags: Type.Optional(Type.Array(Type.Object({ key: Text, value: Text }))),
  parameters: Type.Optional(
    Type.Array(
      Type.Object({
        key: Text,
        displayName: Type.Optional(Type.Union([Text, None])),
        group: Type.Optional(Type.Union([Text, None])),
        values: Type.Optional(Type.Union([Type.Array(Text), None])),
        version: Version,
      }),
    ),
  ),
  jsonParameters: Type.Optional(Type.Array(Type.Object({ key: Text, version: Version, value: Type.Unknown() }))),
})
type ErrandAnswer = Static<typeof ErrandAnswer>

const PageAnswer = Type.Object({ content: Type.Array(ErrandAnswer) })

export interface Tag {
  readonly key: string
  readonly value: string
}

export interface WrittenParameter {
  readonly key: string
  readonly displayName?: string
  readonly group?: string
  readonly values: readonly string[]
}

export interface Parameter extends WrittenParameter {
  /** Of this parameter alone: what If-Match is compared with when it is deleted. */
  readonly version: number
}

export interface JsonParameter {
  readonly key: string
  /** Of this parameter alone: what If-Match is compared with. */
  readonly version: number
  readonly value: unknown
}

export interface Errand {
  readonly id: string
  readonly status: string
  readonly version: number
  readonly externalTags: readonly Tag[]
  readonly parameters: readonly Parameter[]
  readonly jsonParameters: readonly JsonParameter[]
}

const readErrandAnswer = reader(ErrandAnswer)
const readPageAnswer = reader(PageAnswer)

/** undefined: not a reply of this kind. */
export function readErrand(text: string): Errand | undefined {
  const answer = readErrandAnswer(text)
  return answer === undefined ? undefined : project(answer)
}
export const readPage = (text: string): readonly Errand[] | undefined => readPageAnswer(text)?.content.map(project)

/** Drops the rest of an errand, which holds what a citizen wrote to the contact centre. */
function project({ id, status, version, externalTags, parameters, jsonParameters }: ErrandAnswer): Errand {
  return {
    id,
    status: status ?? '',
    version,
    externalTags: (externalTags ?? []).map(({ key, value }) => ({ key, value })),
    parameters: (parameters ?? []).map(({ key, displayName, group, values, version: parameterVersion }) => ({
      key,
      version: parameterVersion,
      ...(typeof displayName === 'string' && { displayName }),
      ...(typeof group === 'string' && { group }),
      values: values ?? [],
    })),
    jsonParameters: (jsonParameters ?? []).map(({ key, version: parameterVersion, value }) => ({
      key,
      version: parameterVersion,
      value,
    })),
  }
}

/** Keys that begin so are Insyn's own; everything else in an errand belongs to other systems and is left alone. */
export const PREFIX = 'insyn-'
const isOurs = ({ key }: { key: string }): boolean => key.startsWith(PREFIX)

export const keyFor = (uppgiftRef: string): string => PREFIX + uppgiftRef

const ajv = new Ajv({ validateSchema: false })
let compiled: ValidateFunction<MirroredUppgift> | undefined
/** Compiled when first used: most commands read no errand. */
const isMirrored = (value: unknown): value is MirroredUppgift =>
  (compiled ??= ajv.compile<MirroredUppgift>(Mirrored))(value)

/** The uppgift that a json-parameter of ours holds; undefined when it holds something that we did not write. */
export const uppgiftIn = ({ key, value }: JsonParameter): MirroredUppgift | undefined =>
  isMirrored(value) && keyFor(value.uppgiftRef) === key ? value : undefined

export const ownJsonParameters = ({ jsonParameters }: Pick<Errand, 'jsonParameters'>): readonly JsonParameter[] =>
  jsonParameters.filter(isOurs)

export const ownParameters = ({ parameters }: Pick<Errand, 'parameters'>): readonly Parameter[] =>
  parameters.filter(isOurs)

/** The reference that stands in one of our keys. */
export const refIn = ({ key }: JsonParameter): string => key.slice(PREFIX.length)

export const uppgifterIn = (errand: Pick<Errand, 'jsonParameters'>): readonly MirroredUppgift[] =>
  ownJsonParameters(errand).flatMap((parameter) => uppgiftIn(parameter) ?? [])

/** What an errand registers: stadsdelar by code, the others by name. */
type Named = Omit<Registered, 'forslag'>

const GROUP = 'Insyn'
const names = (items: readonly Item[]): string[] =>
  items.flatMap(({ namn }) => (typeof namn === 'string' ? [namn] : []))

/** The parameters in which an errand registers this. A suggested category is the contact centre's to choose: it has none. */
export const parametersFor = ({ stadsdelar, utforare, handlaggare }: Named): readonly WrittenParameter[] =>
  [
    ownParameter(
      'stadsdel',
      'Berörd stadsdel',
      stadsdelar.map(({ kod }) => kod),
    ),
    ownParameter('utforare', 'Utförare', names(utforare)),
    ownParameter('handlaggare', 'Ansvarig handläggare', names(handlaggare)),
  ].filter(({ values }) => values.length > 0)

const ownParameter = (kind: string, displayName: string, values: readonly string[]): WrittenParameter => ({
  key: PREFIX + kind,
  displayName,
  group: GROUP,
  values: [...new Set(values)].sort(),
})

/**
 * As much of a registration as the errand's own uppgifter bear out: one that was made before an uppgift was taken away
 * must not bring a name back.
 */
export function borneOut(registration: Named, errand: Pick<Errand, 'jsonParameters'>): Named {
  const uppgifter = uppgifterIn(errand)
  const held = (mangd: 'utforare' | 'handlaggare') =>
    new Set(
      names(uppgifter.filter(({ informationsmangd }) => informationsmangd === mangd).flatMap(({ poster }) => poster)),
    )
  const places = new Set(uppgifter.map(({ stadsdel }) => stadsdel))
  const [utforare, handlaggare] = [held('utforare'), held('handlaggare')]
  return {
    stadsdelar: registration.stadsdelar.filter(({ kod }) => places.has(kod)),
    utforare: registration.utforare.filter(({ namn }) => typeof namn === 'string' && utforare.has(namn)),
    handlaggare: registration.handlaggare.filter(({ namn }) => typeof namn === 'string' && handlaggare.has(namn)),
  }
}

/** Whether two lists of parameters are the same, in whatever order and version. */
export const sameParameters = (a: readonly WrittenParameter[], b: readonly WrittenParameter[]): boolean =>
  parametersText(a) === parametersText(b)

const parametersText = (parameters: readonly WrittenParameter[]): string =>
  canonical(parameters.map(written).sort((a, b) => (a.key < b.key ? -1 : 1)))

/** A parameter as it is sent: the service numbers its versions itself. */
export const written = ({ key, displayName, group, values }: WrittenParameter): WrittenParameter => ({
  key,
  ...(displayName !== undefined && { displayName }),
  ...(group !== undefined && { group }),
  values,
})
