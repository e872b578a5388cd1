import type { Judgement, SampleKind } from './sample-store.ts'

/** `detaljer` of the record that tells of a drawing before the head that it depends on exists. */
export interface AnnouncementDetails {
  readonly urval: string
  readonly manad: string
  readonly slag: SampleKind
  readonly metod: string
  /** Digest of the random bytes. */
  readonly atagande: string
}

/** `detaljer` of the record of a drawing: all that the sample follows from, beside the records themselves. */
export interface DrawingDetails {
  readonly urval: string
  readonly manad: string
  readonly slag: SampleKind
  readonly metod: string
  readonly rot: string
  readonly slump: string
  readonly fro: string
  readonly underlag: number
  readonly regler: string
  readonly flaggade: readonly string[]
}

/** `detaljer` of the record of a verdict, beside the sample. */
export interface JudgementDetails {
  readonly post: number
  readonly bedomning: Judgement
}
