import { isIP, isIPv4 } from 'node:net';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { model } from './project.ts';

const isNetwork = (text: string): boolean => {
  const [address = '', prefix, ...rest] = text.split('/');
  if (isIP(address) === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (isIPv4(address) ? 32 : 128));
};

const isInt64 = (text: string): boolean =>
  /^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);

const date = String.raw`\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])`;
const time = String.raw`([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?`;
/** The formats as defined by JSON Schema, OpenAPI's format registry, or the description in the document. */
const own: Readonly<Record<string, RegExp | ((text: string) => boolean)>> = {
  'time-local': new RegExp(`^${time}$`),
  'date-time-local': new RegExp(`^${date}T${time}$`),
  'email-address': /^[^@\s]+@[^@\s]+$/u,
  'http-url': (text) => URL.canParse(text),
  int64: isInt64,
  decimal: /^-?\d+(\.\d+)?$/,
  inet: isNetwork,
  cidr: isNetwork,
  'time-with-offset': new RegExp(`^${time}(Z|[+-]\\d{2}(:\\d{2})*)$`),
  'iso8601-duration': /^P(?=.)(-?\d+[YMWD])*(T(-?\d+(\.\d+)?[HMS])+)?$/,
};

const passes = (check: (typeof own)[string] | undefined, text: string): boolean =>
  check === undefined || (check instanceof RegExp ? check.test(text) : check(text));

/** The formats of the model's types, combined with their patterns in the model. */
const ofTypes: typeof own = Object.fromEntries(
  Object.values(model.types).flatMap((type) => {
    const answers = type.form === 'formatted' ? type.answers : null;
    if (answers === null) return [];
    const pattern = new RegExp(answers.pattern);
    return [[answers.format, (text: string) => pattern.test(text) && passes(own[answers.format], text)] as const];
  }),
);

/** Registers all formats that the OpenAPI document may use; an unknown format fails the tests. */
export const addFormatsOfTheApi = (ajv: Ajv2020): void => {
  formats.default(ajv, { mode: 'full' });
  for (const [name, validate] of Object.entries({ ...own, ...ofTypes }))
    ajv.addFormat(name, { type: 'string', validate });
};
