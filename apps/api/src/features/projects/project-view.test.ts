import { expect, it } from 'vitest';
import { toProject } from './project-view.ts';

const record = {
  ...{
    id: 'p',
    ownerCount: 1,
    memberCount: 1,
    userId: 'ada',
    name: 'P',
    description: '',
    status: 'draft',
    tableCount: 0,
    version: 2,
  },
  ...{ createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-02T00:00:00Z' },
};

it('shows an architecture that was added after the details said that there is none', () => {
  const DETAILS = { architecture: null, decisions: ['one'] };
  expect(toProject(record, { DETAILS })).toMatchObject({ architecture: null, decisions: ['one'] });
  const ARCHITECTURE = { nodes: [], edges: [] };
  for (const contents of [
    { DETAILS, ARCHITECTURE },
    { ARCHITECTURE, DETAILS },
  ]) {
    expect(toProject(record, contents)).toMatchObject({ architecture: ARCHITECTURE, decisions: ['one'] });
  }
});

it('shows the record’s own members, whatever the details have', () => {
  expect(toProject(record, { DETAILS: { name: 'another', version: 7 } })).toMatchObject({ name: 'P', version: 2 });
});

it('refuses details that are not an object', () => {
  expect(() => toProject(record, { DETAILS: ['one'] })).toThrow('A document with details of a project');
});
