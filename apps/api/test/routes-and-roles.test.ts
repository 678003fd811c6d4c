import { readFileSync } from 'node:fs';
import {
  deleteProject,
  getHealth,
  getProject,
  httpContracts,
  readProjectBatch,
  updateProject,
} from '@snapinfra/contracts';
import { useBackend } from '@snapinfra/testing';
import Fastify from 'fastify';
import { afterAll, describe, expect, it } from 'vitest';
import { templateOf } from '../src/http/openapi-answers.ts';
import { declarationFaults, readsByPost, tableFaults } from './access/declared-roles.ts';
import { servedFaults, servedRoutes } from './access/served-routes.ts';
import { startApi } from './support/start-api.ts';

interface Operation {
  readonly description: string;
  readonly security?: readonly unknown[];
  readonly 'x-permission': string;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const { app, close } = await startApi(await useBackend());
const { paths } = (await app.inject('/openapi.json')).json<Document>();
afterAll(() => close());

const table = readFileSync(new URL('./access/routes-and-roles.md', import.meta.url), 'utf8');

describe('who may call which route', () => {
  it('is in test/access/routes-and-roles.md as it is declared', () => {
    expect(tableFaults(table, httpContracts)).toEqual([]);
  });

  it('is declared by permissions that go with what the routes do', () => {
    expect(declarationFaults(httpContracts)).toEqual([]);
  });

  it('is declared by a contract for every route that the gateway serves', () => {
    expect(servedFaults(app.printRoutes({ commonPrefix: false }), httpContracts)).toEqual([]);
  });

  it('is an exception for POSTs that exist only', () => {
    for (const name of Object.keys(readsByPost)) expect(httpContracts[name]?.method).toBe('POST');
  });
});

describe('the OpenAPI document', () => {
  it.each(Object.entries(httpContracts))('says who may call %s', (_name, { method, url, permission, schema }) => {
    const operation = paths[templateOf(url)]?.[method.toLowerCase()];
    const sentences = {
      anybody: 'Open to anybody, without a caller.',
      user: 'For every caller, about what is the caller’s own.',
    };
    expect(operation).toMatchObject({ 'x-permission': permission });
    expect(operation?.security).toEqual(permission === 'anybody' ? [] : undefined);
    const sentence = Object.hasOwn(sentences, permission)
      ? sentences[permission as 'user']
      : `\`${permission}\`, which `;
    expect(operation?.description).toContain(sentence);
    expect(operation?.description.startsWith(schema.description ?? '')).toBe(true);
  });

  it('names the roles that have a right', () => {
    const description = (contract: { readonly url: string; readonly method: string }) =>
      paths[templateOf(contract.url)]?.[contract.method.toLowerCase()]?.description;
    expect(description(deleteProject)).toBe('Needs `project.delete`, which owner has.');
    expect(description(updateProject)).toMatch(/Needs `project.write`, which owner, admin, developer have\.$/);
  });
});

describe('the check', () => {
  const contracts = { getProject, updateProject };
  const rows = table.split('\n').filter((line) => /`(?:getProject|updateProject)`/.test(line));
  const known = rows.join('\n');

  it('finds a permission that was changed, and says how to write it down', () => {
    const [fault = '', ...others] = tableFaults(known, {
      ...contracts,
      updateProject: { ...updateProject, permission: 'project.read' },
    });
    expect(others).toEqual([]);
    expect(fault).toMatch(
      /^updateProject is declared otherwise; .*by hand, from\n.*`project.write`.*\nto\n.*`project.read` \| owner, admin, developer, viewer \|$/,
    );
  });

  it('finds a route that is new, one that moved, and one that is gone', () => {
    expect(tableFaults(known, contracts)).toEqual([]);
    expect(tableFaults(known, { updateProject })).toEqual([expect.stringMatching(/^getProject is no route any more/)]);
    expect(tableFaults(known, { ...contracts, makeWidget: updateProject })).toEqual([
      expect.stringMatching(
        /^makeWidget is missing; .*\n\| `makeWidget` \| PUT \/api\/projects\/:projectId \| `project.write` \|/,
      ),
    ]);
    const moved = { ...getProject, url: '/api/project/:projectId' };
    expect(tableFaults(known, { ...contracts, getProject: moved })).toHaveLength(1);
    expect(tableFaults('', contracts)).toHaveLength(2);
  });

  it('finds a right to read that lets write, and the other way round', () => {
    expect(declarationFaults(contracts)).toEqual([]);
    const reading = { ...updateProject, permission: 'project.read' } as const;
    expect(declarationFaults({ updateProject: reading })).toEqual([expect.stringContaining('updateProject writes')]);
    expect(declarationFaults({ updateProject: { ...reading, permission: 'anybody' } })).toHaveLength(1);
    const writing = { ...getProject, permission: 'project.write' } as const;
    expect(declarationFaults({ getProject: writing })).toEqual([expect.stringContaining('getProject only reads')]);
    expect(declarationFaults({ getHealth })).toEqual([]);
  });

  it('finds a route without a contract, and a contract without a route', async () => {
    const other = Fastify();
    other.get('/docs', async () => 'open');
    other.get(getProject.url, async () => 'declared');
    for (const path of ['/schemas', '/schema-versions']) other.post(`${getProject.url}${path}`, async () => 'hidden');
    await other.ready();
    const tree = other.printRoutes({ commonPrefix: false });
    await other.close();
    expect(servedRoutes(tree)).toContain('HEAD /docs');
    expect(servedFaults(tree, contracts)).toEqual([
      expect.stringMatching(/^POST \/api\/projects\/:projectId\/schemas is served/),
      expect.stringMatching(/^POST \/api\/projects\/:projectId\/schema-versions is served/),
      expect.stringMatching(/^PUT \/api\/projects\/:projectId is declared, and not served/),
    ]);
  });

  it('knows POSTs that only read by their names', () => {
    const read = { ...readProjectBatch, permission: 'project.read' } as const;
    expect(declarationFaults({ readProjectBatch: read })).toEqual([]);
    expect(declarationFaults({ readBatch: read })).toHaveLength(1);
  });
});
