import { isIP, isIPv4 } from 'node:net';

interface Format {
  readonly matches: (text: string) => boolean;
  readonly message: string;
}

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const timeText = '([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,6})?)?';
const offsetText = '(Z|[+-](0\\d|1[0-5])(:?[0-5]\\d)?)';
const timePattern = new RegExp(`^${timeText}$`);
const timeWithOffsetPattern = new RegExp(`^${timeText}${offsetText}$`, 'i');
/** As many digits as PostgreSQL writes itself in each place; of those it refuses what is too large. */
const durationPattern =
  /^P(?=.)(-?\d{1,9}Y)?(-?\d{1,10}M)?(-?\d{1,9}W)?(-?\d{1,10}D)?(T(?=.)(-?\d{1,10}H)?(-?\d{1,10}M)?(-?\d{1,10}(\.\d{1,6})?S)?)?$/;

const daysIn = (year: number, month: number): number => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
};

const isDate = (text: string): boolean => {
  const match = datePattern.exec(text);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
};

const isDateTime = (text: string, time: RegExp): boolean =>
  /^[T ]$/i.test(text.charAt(10)) && isDate(text.slice(0, 10)) && time.test(text.slice(11));

const yearOneMs = new Date('0001-01-01T00:00:00Z').getTime();
const yearTenThousandMs = new Date('+010000-01-01T00:00:00Z').getTime();

/** A moment of the years 1 to 9999, seen from UTC too: beyond them PostgreSQL writes what no RFC 3339 reader reads. */
const isMoment = (text: string): boolean => {
  if (!isDateTime(text, timeWithOffsetPattern)) return false;
  const offset = /([+-])(\d{2}):?(\d{2})?$/.exec(text);
  const local = Date.parse(`${text.slice(0, 10)}T${text.slice(11, 16)}:00Z`);
  const minutes = offset === null ? 0 : Number(offset[2]) * 60 + Number(offset[3] ?? 0);
  const utc = local - (offset?.[1] === '-' ? -minutes : minutes) * 60_000;
  return utc >= yearOneMs && utc < yearTenThousandMs;
};

const isNetwork = (text: string): boolean => {
  const [address = '', prefix, ...rest] = text.split('/');
  if (isIP(address) === 0 || address.includes('%') || rest.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (isIPv4(address) ? 32 : 128);
};

/** The address as one number. URL parsing brings IPv6 into its shortest form, without dotted parts. */
const addressBits = (address: string): bigint => {
  if (isIPv4(address)) return address.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string | undefined): readonly string[] =>
    text === undefined || text === '' ? [] : text.split(':');
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array.from({ length: missing }, () => '0'), ...groups(tail)];
  return all.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
};

/** A network has no bits to the right of its prefix. */
const isNetworkAddress = (text: string): boolean => {
  if (!isNetwork(text)) return false;
  const [address = '', prefix] = text.split('/');
  const width = isIPv4(address) ? 32 : 128;
  const hostBits = BigInt(width - Number(prefix ?? width));
  return addressBits(address) % (1n << hostBits) === 0n;
};

const int64 = { minimum: -(2n ** 63n), maximum: 2n ** 63n - 1n };

const isInt64 = (text: string): boolean => {
  if (!/^-?\d{1,19}$/.test(text)) return false;
  const value = BigInt(text);
  return value >= int64.minimum && value <= int64.maximum;
};

const unsafeProtocols = new Set(['javascript:', 'vbscript:', 'data:']);

const isUrl = (text: string): boolean =>
  !/\s/.test(text) && URL.canParse(text) && !unsafeProtocols.has(new URL(text).protocol);

const isBase64 = (text: string): boolean =>
  text.length % 4 === 0 &&
  /^[A-Za-z0-9+/]*={0,2}$/.test(text) &&
  Buffer.from(text, 'base64').toString('base64') === text;

/** What the `format` of a text means here. Stricter than PostgreSQL where it would change a value without a word. */
export const formats: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['date', { matches: isDate, message: 'must be a date such as 2026-03-31' }],
  ['time', { matches: (text) => timePattern.test(text), message: 'must be a time such as 13:45:00' }],
  [
    'time-with-offset',
    {
      matches: (text) => timeWithOffsetPattern.test(text),
      message: 'must be a time with an offset such as 13:45:00+02:00',
    },
  ],
  ['date-time', { matches: isMoment, message: 'must be a moment such as 2026-03-31T13:45:00Z' }],
  [
    'date-time-local',
    {
      matches: (text) => isDateTime(text, timePattern),
      message: 'must be a local date and time such as 2026-03-31T13:45:00',
    },
  ],
  [
    'duration',
    { matches: (text) => durationPattern.test(text), message: 'must be an ISO 8601 duration such as P1DT2H' },
  ],
  [
    'uuid',
    {
      matches: (text) => /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/i.test(text),
      message: 'must be a UUID such as 3fa85f64-5717-4562-b3fc-2c963f66afa6',
    },
  ],
  [
    'email',
    { matches: (text) => /^[^\s@<>"(),;:\\]+@[^\s@<>"(),;:\\]+$/.test(text), message: 'must be an e-mail address' },
  ],
  ['uri', { matches: isUrl, message: 'must be a URL such as https://example.com/' }],
  ['int64', { matches: isInt64, message: 'must be a whole number of 64 bits' }],
  [
    'decimal',
    {
      matches: (text) => /^-?\d{1,1000}(\.\d{1,1000})?$/.test(text),
      message: 'must be a decimal number such as "12.50"',
    },
  ],
  ['inet', { matches: isNetwork, message: 'must be an IP address, with a prefix length or without' }],
  ['cidr', { matches: isNetworkAddress, message: 'must be a network such as 10.0.0.0/8' }],
  [
    'macaddr',
    {
      matches: (text) => /^([\da-f]{2}[:-]){5}[\da-f]{2}$/i.test(text),
      message: 'must be a MAC address such as 08:00:2b:01:02:03',
    },
  ],
  ['byte', { matches: isBase64, message: 'must be base64' }],
]);

/** Whether a text can be stored at all: PostgreSQL has no NUL, and a lone surrogate is no character. */
export const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();
