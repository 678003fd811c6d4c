export * from './data-model.schema.ts';
export { dataModelLimits } from './data-model-limits.ts';
export * from './relationship.schema.ts';
export type * from './resolved-model.ts';
export { blocksSaving, hasErrors, maximumIssues, type Issue, type Suggestion } from './issue.ts';
export { issueCodes, type IssueCode } from './issue-codes.ts';
export { severities, type Severity } from './severity.ts';
export {
  describeFieldType,
  type FieldTypeDescription,
  type FilterOperator,
  hasAnyJson,
  hasLabels,
  isExact,
  isText,
  memberApplies,
  valueMembers,
} from './field-types/index.ts';
export { indexMethodOf, type IndexedColumn } from './index-method.ts';
export { toDataModel } from './to-data-model.ts';
export { unservedKeys } from './resolution/served-keys.ts';
export { resolveModel } from './resolve-model.ts';
export { type DataModelReading, readDataModel } from './read-data-model.ts';
export { compareDecimals, type Decimal, decimalText, isExactly, readDecimal } from './values/decimals.ts';
export { lostInParsing, type LostInParsing } from './json-source.ts';
