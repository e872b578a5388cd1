import type { Informationsmangd } from '../informationsmangd.ts'

/** Rising: what was done to know who is on the line. */
export const IDENTIFIERINGAR = ['ingen', 'kontrollfragor', 'motringning', 'bankid'] as const
export type Identifiering = (typeof IDENTIFIERINGAR)[number]

/** Fields of a kind that a rule lets through: all that the manifest lists, or these. */
export type Faltlista = '*' | readonly string[]
export type Mangdregler = { readonly [M in Informationsmangd]?: Faltlista }

export interface Stadsdel {
  readonly kod: string
  readonly namn: string
  readonly giltigFran: string
  readonly giltigTill?: string
  readonly efterfoljare?: string
}

/** The processor agreement between a board and the contact centre. */
export interface Avtal {
  readonly stadsdel: string
  readonly diarienummer: string
  readonly giltigFran: string
  readonly giltigTill?: string
  readonly mangder: readonly Informationsmangd[]
  readonly andamal: readonly string[]
  readonly loggAr: number
}

export interface Roll {
  readonly namn: string
  readonly mangder: Mangdregler
}

export interface Andamal {
  readonly namn: string
  readonly mangder: Mangdregler
  readonly kraverArende: boolean
  readonly identifiering: Identifiering
  /** Fields that demand more than the purpose itself, by kind. */
  readonly hogreKrav?: { readonly [M in Informationsmangd]?: Readonly<Record<string, Identifiering>> }
}

/** Everything under config/ that decides who sees what, validated and frozen. */
export interface Policy {
  /** Digest of the files it was read from; stands in every access record. */
  readonly version: string
  readonly stadsdelar: readonly Stadsdel[]
  readonly avtal: readonly Avtal[]
  readonly roller: Readonly<Record<string, Roll>>
  readonly andamal: Readonly<Record<string, Andamal>>
  /** All listed fields per kind, from the manifests. */
  readonly listade: Readonly<Record<Informationsmangd, readonly string[]>>
}
