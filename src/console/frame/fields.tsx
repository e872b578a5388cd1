import { fieldLabel } from '../../informationsmangd/names.ts'

/** Fields in words; the code that rules and exports name each by is there for whoever points at it. */
export const FieldNames = ({ fields }: { readonly fields: readonly string[] }) => (
  <>
    {fields.map((field, place) => (
      <>
        {place === 0 ? '' : ', '}
        <span title={field}>{fieldLabel(field)}</span>
      </>
    ))}
  </>
)
