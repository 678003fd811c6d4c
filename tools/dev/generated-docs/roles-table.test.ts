import { projectPermissions } from '@snapinfra/contracts';
import { expect, test } from 'vitest';
import { renderRolesTable } from './roles-table.ts';

test('each permission is a row with the roles that have it', () => {
  const [head, line, ...rows] = renderRolesTable().split('\n');
  expect(head).toBe('| permission | owner | admin | developer | viewer |');
  expect(line).toBe('| --- | --- | --- | --- | --- |');
  expect(rows).toHaveLength(projectPermissions.length);
  expect(rows).toContain('| `project.read` | yes | yes | yes | yes |');
  expect(rows).toContain('| `project.delete` | yes |  |  |  |');
});
