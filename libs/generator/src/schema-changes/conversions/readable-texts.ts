import { parameter, type ConversionInput, type TypeName } from './conversion.ts';

/** What every text has that PostgreSQL reads as a type; some that have it are none all the same. */
interface ReadableTexts {
  readonly shape: RegExp;
  /** Characters of the shortest one at least. */
  readonly shortest: number;
}

const digit: ReadableTexts = { shape: /\d/, shortest: 1 };
const number: ReadableTexts = { shape: /\d|nan|inf/i, shortest: 1 };
const json: ReadableTexts = { shape: /^\s*(["{[\d-]|null|true|false)/, shortest: 1 };
const range: ReadableTexts = { shape: /^\s*([[(]|empty)/i, shortest: 3 };
/** In the spelling of ISO 8601, which the conversions ask for. */
const day = /^\d{4}-\d\d-\d\d/;
const hour = /^\d\d:\d\d/;

const readable: Readonly<Partial<Record<TypeName, ReadableTexts>>> = {
  smallint: digit,
  integer: digit,
  bigint: digit,
  numeric: number,
  real: number,
  'double precision': number,
  boolean: { shape: /^\s*[tfyno10]/i, shortest: 1 },
  date: { shape: day, shortest: 10 },
  time: { shape: hour, shortest: 5 },
  'time with time zone': { shape: hour, shortest: 6 },
  timestamp: { shape: day, shortest: 16 },
  'timestamp with time zone': { shape: day, shortest: 17 },
  interval: { shape: /\d|infinity/i, shortest: 1 },
  uuid: { shape: /^\{?[\da-f]{4}/i, shortest: 32 },
  json,
  jsonb: json,
  inet: { shape: /[\d:]/, shortest: 1 },
  cidr: { shape: /[\d:]/, shortest: 1 },
  macaddr: { shape: /^\s*[\da-f+-]/i, shortest: 11 },
  int4range: range,
  int8range: range,
  numrange: range,
  daterange: range,
  tsrange: range,
  tstzrange: range,
};

const countCharacters = (text: string): number => [...text].length;

/** How many characters the texts of a column have at most. */
export const mostCharacters = ({ from, earlierLength = Infinity }: ConversionInput): number =>
  Math.min(parameter(from, 0) ?? Infinity, earlierLength);

/**
 * Whether a column of texts can have no value at all that PostgreSQL reads as the later type, as far as that can be told from
 * how long they are and from their labels.
 */
export const areUnreadable = (input: ConversionInput): boolean => {
  const { shape, shortest } = readable[input.to.name] ?? { shape: /^/, shortest: 0 };
  if (mostCharacters(input) < shortest) return true;
  return input.earlierLabels?.every((label) => countCharacters(label) < shortest || !shape.test(label)) ?? false;
};
