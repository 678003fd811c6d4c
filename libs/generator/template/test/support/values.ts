import { customSamplesOf } from './samples.ts';
import type { ColumnModel, Domain, Json, TypeModel } from './model.ts';
import { textFormat, typeOf } from './project.ts';
import { textValues } from './text-values.ts';

/** The values of a column: `at(n)` are distinct for n < size, and ascending unless they come from a pattern. */
export interface ValueSpace {
  readonly size: number;
  readonly at: (n: number) => Json;
}

type Model<Form extends TypeModel['form']> = Extract<TypeModel, { readonly form: Form }>;

const many = 9000;
const space = (size: number, at: (n: number) => Json): ValueSpace => ({ size: Math.max(0, Math.min(size, many)), at });
const listed = (values: readonly Json[]): ValueSpace => space(values.length, (n) => values[n] ?? null);
const digits = (n: number, width: number) => String(n).padStart(width, '0');

const largest = (...values: bigint[]) => values.reduce((a, b) => (a > b ? a : b));
const smallest = (...values: bigint[]) => values.reduce((a, b) => (a < b ? a : b));

/** A range of `many` values from `preferred` on if they fit, otherwise from the lower limit. */
const range = (low: bigint, high: bigint, preferred: bigint) => {
  const start = preferred >= low && preferred + BigInt(many) <= high ? preferred : low;
  return { start, size: high < start ? 0 : Number(smallest(high - start + 1n, BigInt(many))) };
};

const digitsOf = (value: number | string): string =>
  typeof value === 'string'
    ? value
    : value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 100, maximumSignificantDigits: 21 });

/** A bound in units of 10^-scale, rounded inwards. */
const bound = (value: number | string, scale: number, round: 'up' | 'down'): bigint => {
  const exact = digitsOf(value);
  const [whole = '0', fraction = ''] = exact.replace('-', '').split('.');
  const kept = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'));
  const isNegative = exact.startsWith('-');
  const signed = isNegative ? -kept : kept;
  if (!/[1-9]/.test(fraction.slice(scale))) return signed;
  if (round === 'up') return isNegative ? signed : signed + 1n;
  return isNegative ? signed - 1n : signed;
};

const integers = (domain: Domain, type: Model<'integer'>): ValueSpace => {
  const [lowest = 0n, highest = 0n] = type.range.map(BigInt);
  const low = domain.minimum === undefined ? lowest : largest(lowest, bound(domain.minimum, 0, 'up'));
  const high = domain.maximum === undefined ? highest : smallest(highest, bound(domain.maximum, 0, 'down'));
  const { start, size } = range(low, high, BigInt(type.first));
  const isText = type.written === 'text';
  return space(size, (n) => (isText ? String(start + BigInt(n)) : Number(start) + n));
};

const decimalText = (units: bigint, scale: number): string => {
  if (scale === 0) return String(units);
  const text = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  return `${units < 0n ? '-' : ''}${text.slice(0, -scale)}.${text.slice(-scale)}`;
};

const decimals = (domain: Domain): ValueSpace => {
  const precision = domain.precision ?? 30;
  const scale = domain.precision === undefined ? 10 : (domain.scale ?? 0);
  const most = 10n ** BigInt(precision) - 1n;
  const low = domain.minimum === undefined ? -most : largest(-most, bound(domain.minimum, scale, 'up'));
  const high = domain.maximum === undefined ? most : smallest(most, bound(domain.maximum, scale, 'down'));
  const { start, size } = range(low, high, BigInt('1234567890'.repeat(100).slice(0, precision)));
  return space(size, (n) => decimalText(start + BigInt(n), scale));
};

const number = (value: number | string | undefined) => (value === undefined ? undefined : Number(value));

const floats = (domain: Domain): ValueSpace => {
  const [minimum, maximum] = [number(domain.minimum), number(domain.maximum)];
  if (minimum !== undefined && maximum !== undefined) {
    if (minimum > maximum) return space(0, () => null);
    if (minimum === maximum) return listed([minimum]);
    return space(1000, (n) => minimum + ((maximum - minimum) * (n + 1)) / 1024);
  }
  const start = Math.floor(minimum ?? (maximum === undefined ? 1000 : maximum - many / 2 - 1));
  return space(many, (n) => start + 1 + n / 2);
};

/** Characters that need escaping in a query string, a LIKE pattern or a list; used if the length permits. */
const awkward = String.raw`é/%_'",;?&+\ `;
const extent = ({ length, minLength, maxLength }: Domain) => ({
  shortest: minLength ?? 0,
  longest: Math.min(length ?? 200, maxLength ?? 200, 200 + (minLength ?? 0)),
});

const texts = (domain: Domain, { padded }: Model<'text'>): ValueSpace => {
  const { shortest, longest } = extent(domain);
  if (shortest > longest) return space(0, () => null);
  if (longest === 0) return listed(['']);
  const width = Math.min(6, longest);
  const wanted = domain.format === 'password' ? 'correct-horse ' : awkward;
  const prefix = longest >= wanted.length + width ? wanted : '';
  const full = padded ? (domain.length ?? 1) : shortest;
  return space(10 ** width, (n) => (prefix + digits(n, width)).padEnd(full, 'x'));
};

const addresses = (domain: Domain, before: string, after: string): ValueSpace => {
  const { shortest, longest } = extent(domain);
  const width = Math.min(4, longest - before.length - after.length);
  if (width < 1) return space(0, () => null);
  const padding = 'x'.repeat(Math.max(0, shortest - before.length - after.length - width));
  return space(10 ** width, (n) => `${before}${digits(n, width)}${padding}${after}`);
};

const textsOf = (domain: Domain, type: Model<'text'>): ValueSpace => {
  const format = textFormat(domain);
  if (format === 'email') return addresses(domain, 'n', '@example.com');
  if (format === 'url' || format === 'file') return addresses(domain, 'https://example.com/', '');
  return texts(domain, type);
};

const day = (n: number) => new Date(Date.UTC(2024, 0, 1 + n)).toISOString().slice(0, 10);
const fraction = ({ precision = 6 }: Domain) => (precision === 0 ? '' : `.${'123456'.slice(0, precision)}`);
const clock = (n: number, domain: Domain) =>
  `${digits(Math.floor(n / 3600), 2)}:${digits(Math.floor(n / 60) % 60, 2)}:${digits(n % 60, 2)}${fraction(domain)}`;

const elements = (domain: Domain): ValueSpace => {
  if (domain.samples) return listed(domain.samples);
  const type = typeOf(domain);
  switch (type.form) {
    case 'integer':
      return integers(domain, type);
    case 'decimal':
      return decimals(domain);
    case 'float':
      return floats(domain);
    case 'boolean':
      return listed([false, true]);
    case 'label':
      return listed(domain.enumValues ?? []);
    case 'day':
      return space(many, day);
    case 'clock':
      return space(many, (n) => `${type.before}${clock(n, domain)}${type.after}`);
    case 'duration':
      return space(many, (n) => `P1Y2M3DT${n + 1}H5M6${domain.precision === 0 ? '' : '.5'}S`);
    case 'document':
      return space(many, (n) => ({ n, text: `"é" ${n}`, list: [1.5, null, true, {}] }));
    case 'bytes':
      return space(many, (n) => Buffer.from([0xff, 0, n >> 8, n & 0xff]).toString('base64'));
    case 'formatted': {
      const { size, at } = textValues(type);
      return space(size, (n) => at(n) ?? null);
    }
    case 'text':
      return textsOf(domain, type);
  }
};

/**
 * A number as the API returns it from a column: 64-bit integers as strings, decimals with all the digits of their
 * scale. Needed because a key and a column that refers to it may be of different types.
 */
export const writtenFor = (column: ColumnModel, value: Json): Json => {
  if (value === null || column.array) return value;
  const type = typeOf(column);
  if (type.form === 'integer') return type.written === 'text' ? String(value) : Number(value);
  if (type.form !== 'decimal' || column.precision === undefined) return value;
  const [whole = '', digitsBehind = ''] = String(value).split('.');
  const { scale = 0 } = column;
  return scale === 0 ? whole : `${whole}.${digitsBehind.slice(0, scale).padEnd(scale, '0')}`;
};

const spaces = new WeakMap<ColumnModel, ValueSpace>();

/** Takes values away from a column: those that rows which the tests did not make have. */
export const leaveOut = (column: ColumnModel, table: string, taken: ReadonlySet<number>): void => {
  const all = valuesOf(column, table);
  const left = Array.from({ length: all.size }, (_, n) => n).filter((n) => !taken.has(n));
  spaces.set(column, { size: left.length, at: (n) => all.at(left[n] ?? 0) });
};

/** The values that a column's type and constraints allow, as the API returns them. */
export const valuesOf = (column: ColumnModel, table: string): ValueSpace => {
  const known = spaces.get(column);
  if (known) return known;
  const own = customSamplesOf(table, column.name);
  const inner = own ? listed(own) : elements(column.domain ?? column);
  const made =
    column.array && !own
      ? space(inner.size, (n) => [inner.at(n), inner.at((n + 1) % inner.size)])
      : { size: inner.size, at: (n: number) => writtenFor(column, inner.at(n)) };
  spaces.set(column, made);
  return made;
};
