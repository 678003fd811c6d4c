import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { templateOf } from '../../src/http/openapi-answers.ts';

/** An answer of the gateway, just before it is sent. */
export interface Answer {
  readonly method: string;
  /** The route as it was declared; undefined where there is none. */
  readonly route: string | undefined;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** undefined where it is a stream. */
  readonly text: string | undefined;
}

type Part = Readonly<Record<string, unknown>>;

const part = (value: unknown): Part => ({ ...Object(value) }) as Part;
const step = (name: string) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));

const compiler = (document: object) => {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, ownProperties: true });
  formats.default(ajv, { mode: 'full' });
  // The document itself is no schema; its members are where schemas are.
  ajv.addVocabulary([...Object.keys(document), 'example']);
  ajv.addSchema(document, 'api', false, false);
  const known = new Map<string, ValidateFunction>();
  return (pointer: string): ValidateFunction => {
    const validate = known.get(pointer) ?? ajv.compile({ $ref: `api#${pointer}` });
    known.set(pointer, validate);
    return validate;
  };
};

const mediaTypeOf = (headers: Answer['headers']) =>
  (String(headers['content-type'] ?? '').split(';')[0] ?? '').trim().toLowerCase();

/** Names the faults of answers by the OpenAPI document: in status, media type, headers and body. */
export const createAnswerCheck = (document: object): ((answer: Answer) => readonly string[]) => {
  const validatorAt = compiler(document);
  const paths = part(part(document)['paths']);

  const faultsOf = (pointer: string, value: unknown, what: string): readonly string[] => {
    const validate = validatorAt(pointer);
    if (validate(value)) return [];
    const faults = (validate.errors ?? []).slice(0, 5).map(({ instancePath, message }) => `${instancePath} ${message}`);
    return [`${what}: ${faults.join('; ')} in ${JSON.stringify(value)?.slice(0, 500)}`];
  };

  const bodyFaults = (pointer: string, described: Part, { headers, text }: Answer, where: string) => {
    const content = part(described['content']);
    const type = mediaTypeOf(headers);
    if (Object.keys(content).length === 0) return text ? [`${where}: has a body, which is not documented`] : [];
    if (!(type in content)) return [`${where}: ${type} is not among its media types`];
    if (text === undefined) return [];
    const value: unknown = type.endsWith('json') ? JSON.parse(text) : text;
    return faultsOf(`${pointer}/content/${step(type)}/schema`, value, where);
  };

  const headerFaults = (pointer: string, described: Part, { headers }: Answer, where: string) =>
    Object.entries(part(described['headers'])).flatMap(([name, header]) => {
      const value = headers[name.toLowerCase()];
      if (value !== undefined)
        return faultsOf(`${pointer}/headers/${step(name)}/schema`, String(value), `${where}: the header ${name}`);
      return part(header)['required'] === true
        ? [`${where}: the header ${name} is missing, which the document requires`]
        : [];
    });

  return (answer) => {
    const where = `${answer.method} ${answer.route} → ${answer.status}`;
    const template = templateOf(answer.route ?? '');
    const method = answer.method === 'HEAD' ? 'get' : answer.method.toLowerCase();
    if (paths[template] === undefined || answer.method === 'OPTIONS') return [];
    const described = part(part(part(paths[template])[method])['responses'])[answer.status];
    if (described === undefined) return [`${where} is not a documented status: ${answer.text?.slice(0, 300)}`];
    const pointer = `/paths/${step(template)}/${method}/responses/${answer.status}`;
    return [
      ...headerFaults(pointer, part(described), answer, where),
      ...bodyFaults(pointer, part(described), answer, where),
    ];
  };
};
