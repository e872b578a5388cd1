import { Type } from 'typebox'

const PAGE_LENGTH = 20

/** Paging as the national REST profile names it. */
export const PageQuery = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100, default: PAGE_LENGTH, description: 'Så många som mest på en sida.' }),
  ),
  page: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100_000, default: 1, description: 'Sidans nummer; den första är 1.' }),
  ),
} as const

export const PageAnswer = {
  limit: Type.Integer({ description: 'Så många som mest på en sida.' }),
  page: Type.Integer({ description: 'Sidans nummer; den första är 1.' }),
  antal: Type.Integer({ description: 'Antal på alla sidor tillsammans.' }),
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
