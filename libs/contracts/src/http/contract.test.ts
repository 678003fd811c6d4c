import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import * as areas from '../areas.ts';
import {
  httpContracts,
  pathOf,
  problemCodes,
  problemCodesOf,
  problems,
  problemStatusesOf,
  problemType,
} from '../index.ts';

const contracts = Object.entries(httpContracts);

describe('contracts', () => {
  it.each(contracts)(
    '%s: its name is its operationId, it is tagged and names its own answers',
    (name, { schema, url }) => {
      expect(schema.operationId).toBe(name);
      expect(schema.tags.length).toBeGreaterThan(0);
      expect(schema.summary).not.toBe('');
      expect(url.startsWith('/api/')).toBe(true);
      expect(Object.keys(schema.response).every((status) => /^\d{3}$/.test(status))).toBe(true);
    },
  );

  it('are one for each method and path', () => {
    const places = contracts.map(([, { method, url }]) => `${method} ${url.replaceAll(/:\w+/g, ':')}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it.each(contracts.filter(([, { method }]) => method === 'POST'))(
    '%s takes an Idempotency-Key',
    (_name, { schema }) => {
      expect(schema.headers).toMatchObject({ properties: { 'idempotency-key': {} } });
    },
  );

  it.each(contracts.filter(([, { method }]) => method === 'PUT' || method === 'DELETE'))(
    '%s takes an If-Match',
    (_name, { schema }) => {
      expect(schema.headers).toMatchObject({ properties: { 'if-match': {} } });
    },
  );

  it.each(contracts)('%s names every parameter of its path', (_name, { url, schema }) => {
    const named = [...url.matchAll(/:(\w+)|\*/g)].map(([match, parameter]) => parameter ?? match);
    const described =
      schema.params && 'properties' in schema.params ? Object.keys(schema.params.properties as object) : [];
    expect(described.sort()).toEqual(named.sort());
  });
});

describe('bodies', () => {
  const withBody = contracts.filter(([, { schema }]) => schema.body);
  /** Clients send more to these than is known: unknown members are ignored. */
  const open = new Set(['generateCode', 'createCodeGeneration']);
  /** The rules of npm decide, which include a length. */
  const boundedElsewhere = new Set(['packageName']);

  it.each(withBody.filter(([name]) => !open.has(name)))('%s refuses unknown members', (_name, { schema }) => {
    expect(schema.body).toMatchObject({ additionalProperties: false });
  });

  /** The paths of strings of any length: the database would refuse one that is too long for its item, as an error of ours. */
  const unboundedStrings = (schema: unknown, path = ''): readonly string[] => {
    if (typeof schema !== 'object' || schema === null) return [];
    const { type, maxLength, properties, items, anyOf } = schema as Readonly<Record<string, unknown>>;
    return [
      ...(type === 'string' && maxLength === undefined ? [path] : []),
      ...Object.entries(properties ?? {})
        .filter(([name]) => !boundedElsewhere.has(name))
        .flatMap(([name, member]) => unboundedStrings(member, `${path}/${name}`)),
      ...unboundedStrings(items, `${path}/[]`),
      ...(Array.isArray(anyOf) ? anyOf.flatMap((one) => unboundedStrings(one, path)) : []),
    ];
  };

  it.each(withBody)('%s limits the length of strings (maxLength)', (_name, { schema }) => {
    expect(unboundedStrings(schema.body)).toEqual([]);
  });

  it('with strings of any length would be found, wherever they are', () => {
    const text = Type.String();
    const body = Type.Object({
      a: text,
      b: Type.Array(Type.Object({ c: Type.Optional(text) })),
      d: Type.Union([text, Type.Null()]),
    });
    expect(unboundedStrings(body)).toEqual(['/a', '/b/[]/c', '/d']);
  });
});

describe('the refusals of a contract', () => {
  const codesOf = (name: string) => problemCodesOf(httpContracts[name] ?? expect.fail(`no contract ${name}`));

  it('are its own and those that follow from its shape', () => {
    expect(codesOf('listProjects')).toContain('cursor_invalid');
    expect(codesOf('getProject')).not.toContain('malformed_json');
    expect(codesOf('getProject')).toEqual(
      expect.arrayContaining(['project_not_found', 'uri_too_long', 'rate_limited']),
    );
    expect(codesOf('updateProject')).toEqual(expect.arrayContaining(['precondition_weak_tag', 'payload_too_large']));
    expect(codesOf('createProject')).toContain('idempotency_key_reused');
    expect(codesOf('getHealth')).not.toContain('authentication_required');
  });

  it('name every code somewhere but those of no endpoint', () => {
    const used = new Set(contracts.flatMap(([, contract]) => problemCodesOf(contract)));
    const elsewhere = problemCodes.filter((code) => !used.has(code));
    expect(elsewhere).toEqual(['route_not_found', 'method_not_allowed']);
  });

  it('have each its status', () => {
    for (const [, contract] of contracts) {
      for (const [status, codes] of problemStatusesOf(contract))
        expect(codes.every((code) => problems[code].status === status)).toBe(true);
    }
  });
});

describe('pathOf', () => {
  it('encodes parameters and leaves out what is undefined', () => {
    const contract = { url: '/api/a/:id/files/*' };
    const path = pathOf(contract, { id: 'x/y', '*': 'src/a b.ts' }, { q: 'ä', limit: 2, cursor: undefined });
    expect(path).toBe('/api/a/x%2Fy/files/src/a%20b.ts?q=%C3%A4&limit=2');
  });

  it('needs every parameter', () => {
    expect(() => pathOf({ url: '/api/:id' })).toThrow(/no value for :id/);
  });
});

describe('problems', () => {
  it('have each a code of their own, whichever areas there are', () => {
    const tables = Object.entries(areas).filter(([name]) => name.endsWith('Problems'));
    const codes = tables.flatMap(([, table]) => Object.keys(table));
    expect(codes.length).toBeGreaterThan(0);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it.each(problemCodes)('%s has a status, a title and a meaning of its own', (code) => {
    expect(problems[code].status).toBeGreaterThanOrEqual(400);
    expect(problems[code].meaning).not.toBe(problems[code].title);
    expect(problemType(code)).toBe(`/problems/${code}`);
  });
});
