import { Type } from 'typebox'

const PAGE_LENGTH = 20

/** Paging as the national REST profile names it. */
export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: PAGE_LENGTH })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, default: 1 })),
} as const

export const PageAnswer = {
  limit: Type.Integer(),
  page: Type.Integer(),
  /** Total over all pages. */
  antal: Type.Integer(),
} as const

export interface Page {
  readonly limit: number
  readonly page: number
}

export const pageOf = ({
  limit = PAGE_LENGTH,
  page = 1,
}: {
  readonly limit?: number
  readonly page?: number
}): Page => ({
  limit,
  page,
})
