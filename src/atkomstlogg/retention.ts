const MANADER = 25

/** What is made out of the log, and what somebody was given leave for, is kept so long that a month can be compared with the same month two years ago. */
export function aldstaDag(nu: Date): Date {
  const dag = new Date(nu)
  dag.setUTCMonth(dag.getUTCMonth() - MANADER)
  return dag
}
