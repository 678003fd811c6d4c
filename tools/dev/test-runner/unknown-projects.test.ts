import { expect, test } from 'vitest';
import { unknownProjects } from './unknown-projects.ts';

test('names that no project has are a failure, which lists the projects', () => {
  expect(unknownProjects(['api', 'nonsense'], ['jobs', 'api'])).toMatchObject({
    status: 'failed',
    output: 'There is no project nonsense. The projects are api, jobs.',
  });
});

test('projects and patterns of Nx are accepted', () => {
  expect(unknownProjects(['api', 'tag:scope:app', '*worker', '!jobs'], ['api'])).toBeUndefined();
  expect(unknownProjects([], ['api'])).toBeUndefined();
});
