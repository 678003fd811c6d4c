import assert from 'node:assert/strict';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { addFormatsOfTheApi } from './formats.ts';
import type { Json } from './model.ts';

/** A request and its raw response. */
export interface Sent {
  readonly method: string;
  /** Including the query. */
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | string[] | undefined>>;
  readonly text: string;
}

type Part = Readonly<Record<string, Json>>;

const isPart = (value: Json | undefined): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const part = (value: Json | undefined): Part => (isPart(value) ? value : {});

/** A segment of a JSON pointer, encoded for a URI fragment. */
const step = (name: string): string => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));

interface Place {
  readonly pointer: string;
  readonly value: Part;
}

/** Finds a part of the document; follows a reference. */
const placeOf = (document: Part, ...names: readonly string[]): Place | undefined => {
  let value: Json | undefined = document;
  for (const name of names) value = part(value)[name];
  if (!isPart(value)) return undefined;
  const reference = value['$ref'];
  if (typeof reference !== 'string') return { pointer: `#${names.map((name) => `/${step(name)}`).join('')}`, value };
  const target = reference.slice(2).split('/').map(decodeURIComponent);
  return placeOf(document, ...target.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')));
};

/** A tree of the documented paths by segment; `{}` stands for any parameter. */
interface Branch {
  template?: string;
  readonly next: Map<string, Branch>;
}

const branchesOf = (templates: readonly string[]): Branch => {
  const root: Branch = { next: new Map() };
  for (const template of templates) {
    let branch = root;
    for (const segment of template.split('/')) {
      const name = segment.startsWith('{') ? '{}' : segment;
      const inner = branch.next.get(name) ?? { next: new Map() };
      branch.next.set(name, inner);
      branch = inner;
    }
    branch.template = template;
  }
  return root;
};

const templateOf = (branch: Branch | undefined, segments: readonly string[]): string | undefined => {
  const [segment, ...rest] = segments;
  if (segment === undefined || branch === undefined) return branch?.template;
  return templateOf(branch.next.get(decodeURI(segment)), rest) ?? templateOf(branch.next.get('{}'), rest);
};

const mediaType = (headers: Sent['headers']): string =>
  (String(headers['content-type'] ?? '').split(';')[0] ?? '').trim().toLowerCase();

const parsed = (text: string): Json => JSON.parse(text);

/** Properties of the request that decide which alternatives of a schema are valid. */
interface Asked {
  readonly isSelection: boolean;
}

/** Alternatives with `x-only-with` are only valid for responses to requests with `fields`. */
const createAjv = (document: Json): Ajv2020 => {
  const ajv = new Ajv2020({ strict: true, allErrors: true, ownProperties: true, passContext: true });
  addFormatsOfTheApi(ajv);
  ajv.addKeyword({
    keyword: 'x-only-with',
    schemaType: 'string',
    validate(this: Asked) {
      return this.isSelection;
    },
  });
  // The document itself is not a schema, but contains schemas.
  ajv.addVocabulary(Object.keys(part(document)));
  return ajv.addSchema(document as object, 'api', false, false);
};

/** Validates responses against the OpenAPI document: status, media type, headers and body, including formats. */
export const createAnswerCheck = (document: Json): ((sent: Sent) => void) => {
  const root = part(document);
  const branches = branchesOf(Object.keys(part(root['paths'])));
  const ajv = createAjv(document);
  const known = new Map<string, ValidateFunction>();
  const requireValid = (pointer: string, value: Json, what: string, isSelection: boolean) => {
    const validate = known.get(pointer) ?? ajv.compile({ $ref: `api${pointer}` });
    known.set(pointer, validate);
    const asked: Asked = { isSelection };
    if (!validate.call(asked, value)) assert.fail(`${what} does not match the document: ${explain(validate, value)}`);
  };

  const checkHeaders = (response: Place, { headers }: Sent, where: string) => {
    for (const [name, header] of Object.entries(part(response.value['headers']))) {
      const value = headers[name.toLowerCase()];
      if (value === undefined) assert.ok(part(header)['required'] !== true, `${where}: no header ${name}`);
      else requireValid(`${response.pointer}/headers/${step(name)}/schema`, String(value), `${where} ${name}`, false);
    }
  };

  const checkBody = (response: Place, sent: Sent, where: string) => {
    const content = part(response.value['content']);
    const isEmpty = sent.text === '';
    if (Object.keys(content).length === 0) return assert.ok(isEmpty, `${where}: has a body, which is not documented`);
    const type = mediaType(sent.headers);
    if (isEmpty && sent.method !== 'HEAD')
      return assert.ok(response.value['x-body'] === 'optional', `${where}: has no body`);
    assert.ok(content[type] !== undefined, `${where}: ${type} is not among its media types`);
    if (isEmpty) return undefined;
    const isSelection = new URL(sent.path, 'http://x').searchParams.has('fields');
    const pointer = `${response.pointer}/content/${step(type)}/schema`;
    return requireValid(pointer, type.endsWith('json') ? parsed(sent.text) : sent.text, where, isSelection);
  };

  const checkProblem = (sent: Sent, where: string) => {
    assert.equal(mediaType(sent.headers), 'application/problem+json', where);
    requireValid('#/components/schemas/api.Problem', parsed(sent.text), where, false);
  };

  /** Reference pages and your own routes are not documented; paths without a route return a problem. */
  const checkElsewhere = (sent: Sent, where: string) => {
    if (sent.status === 404 || sent.status === 405) checkProblem(sent, where);
  };

  const checkMissing = (sent: Sent, template: string, where: string) => {
    assert.equal(sent.status, 405, `${where}: the method is not documented`);
    const methods = Object.keys(part(part(root['paths'])[template])).filter((name) => name !== 'parameters');
    const allowed = methods.flatMap((name) => (name === 'get' ? ['GET', 'HEAD'] : [name.toUpperCase()]));
    assert.deepEqual(String(sent.headers['allow']).split(', ').toSorted(), allowed.toSorted(), where);
    checkProblem(sent, where);
  };

  return (sent) => {
    const where = `${sent.method} ${sent.path} → ${sent.status}`;
    const path = sent.path.split('?')[0] ?? '';
    const template = templateOf(branches, path.split('/'));
    if (template === undefined) return checkElsewhere(sent, where);
    const method = sent.method === 'HEAD' ? 'get' : sent.method.toLowerCase();
    const documented = placeOf(root, 'paths', template, method);
    if (documented === undefined) return checkMissing(sent, template, where);
    const response = placeOf(root, 'paths', template, method, 'responses', String(sent.status));
    assert.ok(response, `${where} is not a documented status: ${sent.text.slice(0, 500)}`);
    checkHeaders(response, sent, where);
    return checkBody(response, sent, where);
  };
};

const explain = (validate: ValidateFunction, value: Json): string =>
  `${(validate.errors ?? [])
    .slice(0, 5)
    .map(({ instancePath, message, params }) => `${instancePath || 'it'} ${message} ${JSON.stringify(params)}`)
    .join('; ')} in ${JSON.stringify(value).slice(0, 1000)}`;
