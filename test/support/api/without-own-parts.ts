/** An answer without what is its own each time; of its personId and loggId the lengths stay, which must tell nothing either. */
export const withoutOwn = ({ uppslagId: _u, loggId, ...rest }: Record<string, unknown>) => ({
  ...rest,
  personId: String(rest.personId).length,
  loggId: (loggId as readonly string[]).map(({ length }) => length),
})
