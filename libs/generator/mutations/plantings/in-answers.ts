import { core, type Planting } from '../planting.ts';

export const inAnswers: readonly Planting[] = [
  {
    name: 'a unique violation answers 200',
    sample: 'blog-designer',
    file: core('write-errors'),
    find: "new Problem(409, 'conflict_unique'",
    replace: "new Problem(200, 'conflict_unique'",
    tests: ['constraints'],
  },
  {
    name: 'a reference to nothing answers 200',
    sample: 'chinook',
    file: core('write-errors'),
    find: "return new Problem(409, 'conflict_reference', detail, {\n    cause: error,",
    replace: "return new Problem(200, 'conflict_reference', detail, {\n    cause: error,",
    tests: ['foreign-keys'],
  },
  {
    name: 'errors do not name the field',
    sample: 'everything',
    file: core('values'),
    find: 'const path = pointer(member.name);',
    replace: "const path = member.name === '' ? pointer(member.name) : '';",
    tests: ['constraints'],
  },
  {
    name: 'a pattern is not checked',
    sample: 'everything',
    file: core('values'),
    find: 'return pattern === undefined ? undefined : {',
    replace: "return pattern !== undefined || text === '' ? undefined : {",
    tests: ['constraints'],
  },
  {
    name: 'null passes for a required field',
    sample: 'chinook',
    file: core('body'),
    find: 'return member.nullable ? undefined : {',
    replace: "return member.name !== '' ? undefined : {",
    tests: ['constraints'],
  },
  {
    name: 'unknown members are accepted',
    sample: 'chinook',
    file: core('body'),
    find: 'faults.push(unknownFault(entity, name));',
    replace: '',
    tests: ['constraints'],
  },
];
