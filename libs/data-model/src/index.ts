export * from './data-model.schema.ts';
export type * from './resolved-model.ts';
export { blocksSaving, hasErrors, maximumIssues, type Issue, type Suggestion } from './issue.ts';
export { issueCodes, severities, type IssueCode, type Severity } from './issue-codes.ts';
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
