import { describe, expect, it } from 'vitest';
import { httpContracts, pathOf, problemCodes, problems, problemType } from '../index.ts';

const contracts = Object.entries(httpContracts);

describe('contracts', () => {
  it.each(contracts)(
    '%s: its name is its operationId, it is tagged and says what refusals look like',
    (name, { schema, url }) => {
      expect(schema.operationId).toBe(name);
      expect(schema.tags.length).toBeGreaterThan(0);
      expect(schema.summary).not.toBe('');
      expect(url.startsWith('/api/')).toBe(true);
      const expected = schema.security ? ['200'] : ['4xx', '5xx'];
      expect(Object.keys(schema.response)).toEqual(expect.arrayContaining(expected));
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

  it.each(contracts)('%s names every parameter of its path', (_name, { url, schema }) => {
    const named = [...url.matchAll(/:(\w+)|\*/g)].map(([match, parameter]) => parameter ?? match);
    const described =
      schema.params && 'properties' in schema.params ? Object.keys(schema.params.properties as object) : [];
    expect(described.sort()).toEqual(named.sort());
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
  it.each(problemCodes)('%s has a status, a title and a meaning of its own', (code) => {
    expect(problems[code].status).toBeGreaterThanOrEqual(400);
    expect(problems[code].meaning).not.toBe(problems[code].title);
    expect(problemType(code)).toBe(`/problems/${code}`);
  });
});
