/** An order in which a source sorts its customer numbers. */
export type CustomerOrder = (a: string, b: string) => number

const byText: CustomerOrder = (a, b) => (a < b ? -1 : a > b ? 1 : 0)
/** Numbers: digits of unequal length by their value, others by code units. */
const byNumber: CustomerOrder = (a, b) => a.length - b.length || byText(a, b)

export const ORDERS = { nummer: byNumber, text: byText } as const
export type OrderName = keyof typeof ORDERS

/** Which orders the customer numbers of one stream have kept so far: 9 before 10 is no text, 10 before 9 no number. */
export interface OrderWitness {
  see(customerNumber: string): void
  keeps(order: OrderName): boolean
}

export function orderWitness(): OrderWitness {
  let previous: string | undefined
  const kept = { nummer: true, text: true }
  return {
    see(customerNumber) {
      if (customerNumber === previous || customerNumber === '') return
      if (previous !== undefined) {
        kept.nummer &&= byNumber(previous, customerNumber) <= 0
        kept.text &&= byText(previous, customerNumber) <= 0
      }
      previous = customerNumber
    },
    keeps: (order) => kept[order],
  }
}

/** What the witnesses together say: the first order that all of them keep, `nummer` where both do, or none. */
export function commonOrder(witnesses: readonly OrderWitness[]): OrderName | undefined {
  return (['nummer', 'text'] as const).find((order) => witnesses.every((witness) => witness.keeps(order)))
}
