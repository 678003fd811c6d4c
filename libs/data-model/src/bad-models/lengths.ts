import { type BadModel, field } from './bad-model.ts';

export const lengthModels: readonly BadModel[] = [
  {
    code: 'too_long',
    title: 'a name of 201 characters',
    document: field({ type: 'text', id: 'n'.repeat(201) }),
    path: '/tables/0/fields/1/id',
    names: ['thing', 'x', '200'],
    fine: field({ type: 'text', id: '👩'.repeat(200) }),
  },
  {
    code: 'too_long',
    title: 'a default of more than 100,000 characters',
    document: field({ type: 'text', default: 'a'.repeat(100_001) }),
    path: '/tables/0/fields/1/default',
    names: ['thing', 'x', '100000'],
    fine: field({ type: 'text', default: '👩'.repeat(100_000) }),
  },
  {
    code: 'too_long',
    title: 'a default whose JSON has more than 100,000 characters',
    document: field({ type: 'JSON', defaultValue: { a: [{ ['b'.repeat(60_000)]: 'c'.repeat(40_000) }] } }),
    path: '/tables/0/fields/1/defaultValue',
    names: ['thing', 'x', '100000'],
    fine: field({ type: 'JSON', defaultValue: { a: [{ ['b'.repeat(50_000)]: 'c'.repeat(40_000) }] } }),
  },
  {
    code: 'too_long',
    title: 'a label of more than 1000 characters',
    document: field({ type: 'Enum', enumOptions: ['a', 'b'.repeat(1001)] }),
    path: '/tables/0/fields/1/enumOptions/1',
    names: ['thing', 'x', '1000'],
    fine: field({ type: 'Enum', enumOptions: ['a', 'b'.repeat(1000)] }),
  },
  {
    code: 'too_long',
    title: 'a rule whose value has more than 1000 characters',
    document: field({ type: 'Number', validation: [{ type: 'min', value: `1${'0'.repeat(1000)}x` }] }),
    path: '/tables/0/fields/1/validation/0/value',
    names: ['thing', 'x', '1000'],
    fine: field({ type: 'Text', validation: [{ type: 'pattern', value: 'a'.repeat(1000) }] }),
  },
];
