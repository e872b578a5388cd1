import { Type } from 'typebox'

const SIDLANGD = 20

/** Paging as the national REST profile names it. */
export const Sidfraga = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: SIDLANGD })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, default: 1 })),
} as const

export const Sidsvar = {
  limit: Type.Integer(),
  page: Type.Integer(),
  /** Of all pages together. */
  antal: Type.Integer(),
} as const

export interface Sida {
  readonly limit: number
  readonly page: number
}

export const sida = ({ limit = SIDLANGD, page = 1 }: { readonly limit?: number; readonly page?: number }): Sida => ({
  limit,
  page,
})
