/** A fault that is planted into a generated project, which the project's own tests must then see. */
export interface Planting {
  readonly name: string;
  /** The sample whose project gets it. */
  readonly sample: 'everything' | 'blog-designer' | 'chinook';
  /** Path in the project. */
  readonly file: string;
  /** What is replaced, once; not finding it is a failure of its own. */
  readonly find: string | RegExp;
  readonly replace: string;
  /** The test files that are to see it; the others are not run. */
  readonly tests: readonly string[];
  /** Whether it is among the few that CI plants. */
  readonly inCi?: true;
}

const migration = 'migrations/0001_initial.sql';
const core = (name: string) => `src/core/${name}.ts`;

const inTheMigration: readonly Planting[] = [
  { name: 'a foreign key is not created', sample: 'chinook', file: migration, find: /ALTER TABLE "invoice_line"[^;]*FOREIGN KEY[^;]*"track"[^;]*;/i, replace: '', tests: ['relations'], inCi: true },
  { name: 'a unique index is not unique', sample: 'blog-designer', file: migration, find: /CREATE UNIQUE INDEX/i, replace: 'CREATE INDEX', tests: ['constraints'], inCi: true },
  { name: 'a default is lost', sample: 'everything', file: migration, find: / DEFAULT 1\b/i, replace: '', tests: ['constraints'], inCi: true },
  { name: 'a required column may be null', sample: 'chinook', file: migration, find: /("first_name" [^,\n]*?) NOT NULL/i, replace: '$1', tests: ['catalogue'] },
  { name: 'on delete cascade does nothing', sample: 'everything', file: migration, find: /ON DELETE CASCADE/i, replace: '', tests: ['relations'] },
  { name: 'a decimal loses a digit', sample: 'everything', file: migration, find: /numeric\(12, ?4\)/i, replace: 'numeric(12,3)', tests: ['crud'] },
  { name: 'an index is not created', sample: 'everything', file: migration, find: /CREATE INDEX "order_by_customer"[^;]*;/i, replace: '', tests: ['catalogue'] },
];

const inLists: readonly Planting[] = [
  { name: 'filters are ignored', sample: 'chinook', file: core('read-rows'), find: '    ...conditions,\n', replace: '', tests: ['list'], inCi: true },
  { name: 'gte leaves out the value itself', sample: 'chinook', file: core('filters'), find: "gte: '>='", replace: "gte: '>'", tests: ['list'] },
  { name: 'ne leaves out rows without a value', sample: 'chinook', file: core('filters'), find: "ne: 'is distinct from'", replace: "ne: '<>'", tests: ['list'] },
  { name: 'contains takes % for a wildcard', sample: 'chinook', file: core('filters'), find: 'text.replace(/[\\\\%_]/g, \'\\\\$&\')', replace: 'text', tests: ['list'] },
  { name: 'the cursor has no tie-break', sample: 'chinook', file: core('list-query'), find: '...tieBreak(entity, sorted, alias),', replace: '...(orders.length > 0 ? [] : tieBreak(entity, sorted, alias)),', tests: ['list'], inCi: true },
  { name: 'the cursor is ignored', sample: 'chinook', file: core('read-rows'), find: 'after === undefined ? undefined : afterPosition(terms, after),', replace: '', tests: ['list'] },
  { name: 'the last row of a page is lost', sample: 'chinook', file: core('read-rows'), find: 'rows.slice(0, limit)', replace: 'rows.slice(0, Math.max(1, limit - 1))', tests: ['list'] },
  { name: 'descending sorts upwards', sample: 'chinook', file: core('keyset'), find: 'descending ? sql`${ref} desc` : sql`${ref}`', replace: 'descending ? sql`${ref}` : sql`${ref}`', tests: ['list'] },
];

const inRows: readonly Planting[] = [
  { name: 'If-Match is not checked', sample: 'chinook', file: core('write-rows'), find: /known === undefined \? undefined : sql\.join\(\[[^\]]*\], sql` or `\),/, replace: 'undefined,', tests: ['crud'], inCi: true },
  { name: 'a bigint goes through a number', sample: 'everything', file: core('codec'), find: 'const scalarText = (family: Family, value: unknown): string => {', replace: "const scalarText = (family: Family, value: unknown): string => {\n  if (family === 'bigint') return String(Number(value));", tests: ['crud'], inCi: true },
  { name: 'decimals are read as JSON numbers', sample: 'everything', file: core('codec'), find: " || family === 'numeric'", replace: '', tests: ['crud'] },
  { name: 'a password hash is returned', sample: 'blog-designer', file: core('row-json'), find: '.filter((member) => !member.password)', replace: '', tests: ['crud', 'access'], inCi: true },
  { name: 'a soft-deleted row stays visible', sample: 'everything', file: core('access'), find: 'entity.resource.deletedAt === undefined ? undefined : sql`', replace: "entity.resource.name !== '' ? undefined : sql`", tests: ['crud'], inCi: true },
  { name: 'a soft delete removes the row', sample: 'everything', file: core('write-rows'), find: 'const { deletedAt } = entity.resource;', replace: 'const deletedAt = [entity.resource.deletedAt].find(() => false);', tests: ['crud'] },
  { name: 'an include joins every row', sample: 'chinook', file: core('row-json'), find: "if (relation.kind !== 'through') return equalColumns(there, here);", replace: "if (relation.kind !== 'through') return sql`true or ${equalColumns(there, here)}`;", tests: ['relations'], inCi: true },
];

const inAnswers: readonly Planting[] = [
  { name: 'a unique violation answers 200', sample: 'blog-designer', file: core('write-errors'), find: "new Problem(409, 'conflict_unique'", replace: "new Problem(200, 'conflict_unique'", tests: ['constraints'], inCi: true },
  { name: 'a reference to nothing answers 200', sample: 'chinook', file: core('write-errors'), find: "return new Problem(409, 'conflict_reference', detail,", replace: "return new Problem(200, 'conflict_reference', detail,", tests: ['relations'] },
  { name: 'errors do not name the field', sample: 'everything', file: core('values'), find: 'const path = pointer(member.name);', replace: "const path = member.name === '' ? pointer(member.name) : '';", tests: ['constraints'] },
  { name: 'a pattern is not checked', sample: 'everything', file: core('values'), find: 'if (pattern !== undefined && !pattern.test(text))', replace: 'if (pattern !== undefined && !pattern.test(text) && text === pattern.source)', tests: ['constraints'] },
  { name: 'null passes for a required field', sample: 'chinook', file: core('body'), find: 'return member.nullable ? undefined : {', replace: "return member.name !== '' ? undefined : {", tests: ['constraints'] },
  { name: 'unknown members are accepted', sample: 'chinook', file: core('body'), find: 'faults.push(unknownFault(entity, name));', replace: '', tests: ['constraints'] },
];

const inAccess: readonly Planting[] = [
  { name: 'the owner rule is ignored', sample: 'everything', file: core('access'), find: "if (grant === 'all') return undefined;", replace: "if (grant !== 'none') return undefined;", tests: ['access'], inCi: true },
  { name: 'a list is not filtered by owner', sample: 'everything', file: core('read-rows'), find: "    rowCondition(entity, grant, rowOf(rowAlias), caller),\n    after", replace: '    after', tests: ['access'], inCi: true },
  { name: 'any role will do', sample: 'everything', file: core('access'), find: "caller.hasRole(rule.slice('role:'.length))", replace: "rule.startsWith('role:')", tests: ['access'] },
  { name: 'authenticated lets everybody in', sample: 'chinook', file: core('access'), find: "if (rule === 'public') return true;", replace: "if (rule === 'public' || rule === 'authenticated') return true;", tests: ['access'] },
  { name: 'nobody means somebody', sample: 'everything', file: core('access'), find: " || rule === 'nobody') return false;", replace: ") return false;\n  if (rule === 'nobody') return true;", tests: ['access'] },
  { name: 'the owner is taken from the body', sample: 'everything', file: core('registry'), find: 'writable: !isOwner,', replace: 'writable: isOwner || !isOwner,', tests: ['access'] },
  { name: 'an include shows what the caller may not read', sample: 'everything', file: core('row-json'), find: '    rowCondition(target, grant, rowOf(inner), caller),\n', replace: '', tests: ['relations'] },
];

export const plantings: readonly Planting[] = [...inTheMigration, ...inLists, ...inRows, ...inAnswers, ...inAccess];
