/** An exact decimal number. Zero has no sign. */
export interface Decimal {
  readonly negative: boolean;
  /** Before the point, without leading zeros. */
  readonly whole: string;
  /** After the point, without trailing zeros. */
  readonly fraction: string;
}

const form = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Larger than the exponent of any double. Without a limit, a few characters could expand to gigabytes of digits. */
const largestExponent = 1100;

/** Not a regular expression: one for trailing zeros takes quadratic time over zeros in the middle. */
const withoutLeadingZeros = (digits: string): string => {
  let start = 0;
  while (digits[start] === '0') start += 1;
  return digits.slice(start);
};

const withoutTrailingZeros = (digits: string): string => {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
};

/** Reads a number in JSON's notation; undefined where the text is none, or its exponent is beyond the limit. */
export const readDecimal = (text: string): Decimal | undefined => {
  const match = form.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const significant = withoutLeadingZeros(whole + fraction);
  if (significant === '') return { negative: false, whole: '', fraction: '' };
  const power = Number(exponent);
  if (Math.abs(power) > largestExponent) return undefined;
  const digits = power < 0 ? '0'.repeat(-power) + whole + fraction : whole + fraction.padEnd(power, '0');
  const point = power < 0 ? whole.length : whole.length + power;
  return {
    negative: sign === '-',
    whole: withoutLeadingZeros(digits.slice(0, point)),
    fraction: withoutTrailingZeros(digits.slice(point)),
  };
};

/** The decimals that requests and models may contain: without an exponent, of limited length. */
export const isDecimal = (text: string): boolean => /^-?\d{1,1000}(\.\d{1,1000})?$/.test(text);

/** The shortest text of the number without an exponent, as PostgreSQL's numeric takes it. */
export const decimalText = ({ negative, whole, fraction }: Decimal): string =>
  `${negative ? '-' : ''}${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}`;

const compareTexts = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

const compareSizes = (left: Decimal, right: Decimal): number =>
  left.whole.length - right.whole.length ||
  compareTexts(left.whole, right.whole) ||
  compareTexts(left.fraction, right.fraction);

/** Negative where the left number is smaller, 0 where both are the same. */
export const compareDecimals = (left: Decimal, right: Decimal): number => {
  if (left.negative !== right.negative) return left.negative ? -1 : 1;
  return left.negative ? compareSizes(right, left) : compareSizes(left, right);
};

/** Whether a JavaScript number is exactly the number in a text, and not a neighbour of it. */
export const isExactly = (value: number, text: string): boolean => {
  const [said, held] = [readDecimal(text), readDecimal(String(value))];
  return said !== undefined && held !== undefined && compareDecimals(said, held) === 0;
};

/** Whether `numeric(precision, scale)` stores a number without rounding or overflow. */
export const fitsNumeric = (
  { whole, fraction }: Decimal,
  precision: number | undefined,
  scale: number | undefined,
): boolean =>
  precision === undefined
    ? whole.length <= 1000 && fraction.length <= 1000
    : whole.length <= precision - (scale ?? 0) && fraction.length <= (scale ?? 0);
