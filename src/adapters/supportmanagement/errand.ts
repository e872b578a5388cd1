import { Ajv } from 'ajv'
import { type Static, Type } from 'typebox'
import { canonical } from '../../mapping/canonical.ts'
import type { MirroredUppgift } from '../../cases/case-system.ts'
import { isCurrent, placing } from '../../cases/registration.ts'
import { reader, Mirrored } from '../casesystem/replies.ts'

const Text = Type.String()
const None = Type.Null()

/** What we read of an errand; whatever else is in it is not looked at. */
const ErrandAnswer = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 64 }),
  status: Type.Optional(Type.Union([Text, None])),
  version: Type.Integer({ minimum: 0 }),
  externalTags: Type.Optional(Type.Array(Type.Object({ key: Text, value: Text }))),
  parameters: Type.Optional(
    Type.Array(
      Type.Object({
        key: Text,
        displayName: Type.Optional(Type.Union([Text, None])),
        group: Type.Optional(Type.Union([Text, None])),
        values: Type.Optional(Type.Union([Type.Array(Text), None])),
      }),
    ),
  ),
  jsonParameters: Type.Optional(
    Type.Array(Type.Object({ key: Text, version: Type.Integer({ minimum: 0 }), value: Type.Unknown() })),
  ),
})
type ErrandAnswer = Static<typeof ErrandAnswer>

const PageAnswer = Type.Object({ content: Type.Array(ErrandAnswer) })

export interface Tag {
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
    parameters: (parameters ?? []).map(({ key, displayName, group, values }) => ({
      key,
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
const PREFIX = 'insyn-'
const isOurs = ({ key }: { key: string }): boolean => key.startsWith(PREFIX)

export const keyFor = (uppgiftRef: string): string => PREFIX + uppgiftRef

const Trace = Type.Object({
  uppgiftRef: Type.String(),
  version: Type.Integer({ minimum: 0 }),
  borttagen: Type.Literal(true),
})
const ajv = new Ajv({ validateSchema: false })
const isMirrored = ajv.compile<MirroredUppgift>(Mirrored)
const isTrace = ajv.compile<Static<typeof Trace>>(Trace)

/** What a json-parameter of ours holds: an uppgift, the trace of one, or something that we did not write. */
export type Content =
  | { readonly slag: 'uppgift'; readonly uppgift: MirroredUppgift; readonly version: number }
  | { readonly slag: 'borttagen'; readonly version: number }
  | { readonly slag: 'frammande'; readonly version: -1 }

export function parse({ key, value }: JsonParameter): Content {
  if (isMirrored(value) && keyFor(value.uppgiftRef) === key)
    return { slag: 'uppgift', uppgift: value, version: value.version }
  if (isTrace(value) && keyFor(value.uppgiftRef) === key) return { slag: 'borttagen', version: value.version }
  return { slag: 'frammande', version: -1 }
}

export const ownParameters = ({ jsonParameters }: Pick<Errand, 'jsonParameters'>): readonly JsonParameter[] =>
  jsonParameters.filter(isOurs)

/** The lists that a change of an errand replaces whole. */
export type Lists = Pick<Errand, 'externalTags' | 'parameters'>

const GROUP = 'Insyn'

/**
 * What the errand's lists should be by the uppgifter that it holds, beside what others have put there. One tag per
 * uppgift with its version: json-parameters alone leave the errand's `modified` as it was, and whoever asks for changed
 * errands would miss it. And what a case registers: stadsdel, utförare and handläggare by name.
 */
export function wantedLists(errand: Errand, today: string): Lists {
  const uppgifter = ownParameters(errand).flatMap((parameter) => {
    const content = parse(parameter)
    return content.slag === 'uppgift' ? [content.uppgift] : []
  })
  const name = (mangd: 'utforare' | 'handlaggare'): string[] =>
    uppgifter
      .filter(({ informationsmangd }) => informationsmangd === mangd)
      .flatMap(({ poster }) => poster)
      .filter((item) => isCurrent(item, today))
      .flatMap(({ namn }) => (typeof namn === 'string' ? [namn] : []))
  const places = placing(uppgifter, ({ informationsmangd }) => informationsmangd).map(({ stadsdel }) => stadsdel)
  const parameters: Parameter[] = [
    ownParameter('stadsdel', 'Berörd stadsdel', places),
    ownParameter('utforare', 'Utförare', name('utforare')),
    ownParameter('handlaggare', 'Ansvarig handläggare', name('handlaggare')),
  ].filter(({ values }) => values.length > 0)
  return {
    externalTags: [
      ...errand.externalTags.filter((tag) => !isOurs(tag)),
      ...uppgifter.map(({ uppgiftRef, version }) => ({ key: keyFor(uppgiftRef), value: String(version) })),
    ],
    parameters: [...errand.parameters.filter((parameter) => !isOurs(parameter)), ...parameters],
  }
}

const ownParameter = (kind: string, displayName: string, values: readonly string[]): Parameter => ({
  key: PREFIX + kind,
  displayName,
  group: GROUP,
  values: [...new Set(values)].sort(),
})

/** Whether what is ours is the same, in whatever order. */
export const sameLists = (a: Lists, b: Lists): boolean => ownLists(a) === ownLists(b)

const ownLists = ({ externalTags, parameters }: Lists): string =>
  canonical([externalTags.filter(isOurs).sort(byKey), parameters.filter(isOurs).sort(byKey)])

const byKey = (a: { key: string }, b: { key: string }): number => (a.key < b.key ? -1 : 1)
