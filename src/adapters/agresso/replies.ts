import { Ajv } from 'ajv'
import { Type, type Static, type TSchema } from 'typebox'
import { InsynError } from '../../errors.ts'

/** The small replies as node-soap reads them by the WSDL. Entries of every list may be nil (null here). */
const text = Type.Optional(Type.Union([Type.String(), Type.Null()]))
const lista = <S extends TSchema>(post: S) => Type.Array(Type.Union([post, Type.Null()]))

const Mallhuvud = Type.Object({ TemplateId: Type.Integer(), Name: text })
const Mallista = Type.Object({
  GetTemplateListResult: Type.Object({
    TemplateHeaderList: Type.Optional(
      Type.Union([Type.Object({ TemplateHeader: Type.Optional(lista(Mallhuvud)) }), Type.Null()]),
    ),
  }),
})

const Sokvillkor = Type.Object(
  {
    ColumnName: text,
    Description: text,
    RestrictionType: text,
    FromValue: text,
    ToValue: text,
    DataType: Type.Integer(),
    DataLength: Type.Integer(),
    DataCase: Type.Integer(),
    IsParameter: Type.Boolean(),
    IsVisible: Type.Boolean(),
    IsPrompt: Type.Boolean(),
    IsMandatory: Type.Boolean(),
    CanBeOverridden: Type.Boolean(),
    RelDateCrit: text,
  },
  { additionalProperties: false },
)
const Sokvillkorssvar = Type.Object({
  GetSearchCriteriaResult: Type.Object({
    ReturnCode: Type.Integer(),
    SearchCriteriaPropertiesList: Type.Optional(
      Type.Union([Type.Object({ SearchCriteriaProperties: Type.Optional(lista(Sokvillkor)) }), Type.Null()]),
    ),
  }),
})

const Mallegenskaper = Type.Object({ GetTemplatePropertiesResult: Type.Object({ MaxRows: Type.Integer() }) })

const Resultatval = Type.Object({
  GetTemplateResultOptionsResult: Type.Object(
    {
      ShowDescriptions: Type.Boolean(),
      Aggregated: Type.Boolean(),
      OverrideAggregation: Type.Boolean(),
      CalculateFormulas: Type.Boolean(),
      FormatAlternativeBreakColumns: Type.Boolean(),
      RemoveHiddenColumns: Type.Boolean(),
      Filter: text,
      FirstRecord: Type.Integer(),
      LastRecord: Type.Integer(),
    },
    { additionalProperties: false },
  ),
})

export type Sokvillkor = Static<typeof Sokvillkor>
export type Resultatval = Static<typeof Resultatval>['GetTemplateResultOptionsResult']

const ajv = new Ajv()

/** Throws KALLA_INTE_SVAR; what did not fit is not told, since it is the reply itself. */
function lasare<S extends TSchema>(schema: S): (svar: unknown, vad: string) => Static<S> {
  const giltigt = ajv.compile<Static<S>>(schema)
  return (svar, vad) => {
    if (giltigt(svar)) return svar
    throw new InsynError('KALLA_INTE_SVAR', `${vad}: not an answer of the schema`)
  }
}

export const lasMallista = lasare(Mallista)
export const lasSokvillkor = lasare(Sokvillkorssvar)
export const lasMallegenskaper = lasare(Mallegenskaper)
export const lasResultatval = lasare(Resultatval)
