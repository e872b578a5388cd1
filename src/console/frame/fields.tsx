import { KINDS, type Informationsmangd } from '../../informationsmangd.ts'
import { KIND_NAMES, FIELD_NAMES } from './texts.ts'

/** A few words for a kind; one that has none here says what it is. */
export const kindName = (mangd: string): string =>
  Object.hasOwn(KIND_NAMES, mangd)
    ? (KIND_NAMES[mangd] ?? mangd)
    : Object.hasOwn(KINDS, mangd)
      ? KINDS[mangd as Informationsmangd].description
      : mangd

export const fieldName = (field: string): string =>
  Object.hasOwn(FIELD_NAMES, field) ? (FIELD_NAMES[field] ?? field) : field

/** Fields in words; the code that rules and exports name each by is there for whoever points at it. */
export const FieldNames = ({ fields }: { readonly fields: readonly string[] }) => (
  <>
    {fields.map((field, place) => (
      <>
        {place === 0 ? '' : ', '}
        <span title={field}>{fieldName(field)}</span>
      </>
    ))}
  </>
)
