import type { SchemaViolation } from './schema-violation.ts';

const typeIn = (params: object): string => ('type' in params ? String(params.type) : '');

/** The violations of a union as one, or those of the branches that are of the value's type. */
const foldUnion = (union: SchemaViolation, ofBranches: readonly SchemaViolation[]): readonly SchemaViolation[] => {
  const isOtherType = ({ keyword, instancePath }: SchemaViolation) =>
    keyword === 'type' && instancePath === union.instancePath;
  const ofItsType = ofBranches.filter((violation) => !isOtherType(violation));
  if (ofItsType.length > 0) return ofItsType;
  const type = ofBranches.map(({ params }) => typeIn(params)).join(' or ');
  return [{ ...union, keyword: 'type', params: { type }, message: `must be ${type}` }];
};

/**
 * Says once what TypeBox says for each branch of a union and for the union itself: `must be string or null`, or what is wrong
 * with the branch that has the type of the value.
 */
export const foldUnions = (violations: readonly SchemaViolation[]): readonly SchemaViolation[] => {
  const folded: SchemaViolation[] = [];
  for (const violation of violations) {
    // A union comes after its branches.
    const branches = `${violation.schemaPath}/anyOf/`;
    const first = folded.findIndex(({ schemaPath }) => schemaPath?.startsWith(branches));
    if (violation.keyword === 'anyOf' && first >= 0) folded.push(...foldUnion(violation, folded.splice(first)));
    else folded.push(violation);
  }
  return folded;
};
