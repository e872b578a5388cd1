import { Ajv, type ValidateFunction } from 'ajv'
import { type Static, type TSchema, Type } from 'typebox'
import { InsynError } from '../../errors.ts'

/** The small replies as node-soap reads them by the WSDL. Entries of every list may be nil (null here). */
const text = Type.Optional(Type.Union([Type.String(), Type.Null()]))
const list = <S extends TSchema>(item: S) => Type.Array(Type.Union([item, Type.Null()]))

const TemplateHeader = Type.Object({ TemplateId: Type.Integer(), Name: text })
const TemplateList = Type.Object({
  GetTemplateListResult: Type.Object({
    TemplateHeaderList: Type.Optional(
      Type.Union([Type.Object({ TemplateHeader: Type.Optional(list(TemplateHeader)) }), Type.Null()]),
    ),
  }),
})

const SearchCriteria = Type.Object(
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
const SearchCriteriaAnswer = Type.Object({
  GetSearchCriteriaResult: Type.Object({
    ReturnCode: Type.Integer(),
    SearchCriteriaPropertiesList: Type.Optional(
      Type.Union([Type.Object({ SearchCriteriaProperties: Type.Optional(list(SearchCriteria)) }), Type.Null()]),
    ),
  }),
})

const TemplateProperties = Type.Object({
  GetTemplatePropertiesResult: Type.Object({ MaxRows: Type.Integer(), Name: text }),
})

const FormatProperties = Type.Object({ ColumnName: text, Show: Type.Boolean() })
const FormatInfo = Type.Object({
  GetFormatInfoResult: Type.Object({
    FormatPropertiesList: Type.Optional(
      Type.Union([Type.Object({ FormatProperties: Type.Optional(list(FormatProperties)) }), Type.Null()]),
    ),
  }),
})

const ResultOptions = Type.Object({
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

export type SearchCriteria = Static<typeof SearchCriteria>
export type ResultOptions = Static<typeof ResultOptions>['GetTemplateResultOptionsResult']

const ajv = new Ajv({ validateSchema: false })

/** Throws KALLA_INTE_SVAR; the reason is not passed on, since it quotes the reply. Compiled when first used. */
function reader<S extends TSchema>(schema: S): (answer: unknown, what: string) => Static<S> {
  let valid: ValidateFunction<Static<S>> | undefined
  return (answer, what) => {
    valid ??= ajv.compile<Static<S>>(schema)
    if (valid(answer)) return answer
    throw new InsynError('KALLA_INTE_SVAR', `${what}: not an answer of the schema`)
  }
}

export const readTemplateList = reader(TemplateList)
export const readSearchCriteria = reader(SearchCriteriaAnswer)
export const readTemplateProperties = reader(TemplateProperties)
export const readFormatInfo = reader(FormatInfo)
export const readResultOptions = reader(ResultOptions)
