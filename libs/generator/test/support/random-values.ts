import fc from 'fast-check';

const durations = fc
  .tuple(
    ...Array.from({ length: 7 }, () => fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 32 }))),
    fc.nat(9_999_999),
  )
  .map(([y, m, w, d, h, min, s, fraction]) => {
    const part = (value: unknown, unit: string): string => (typeof value === 'number' ? `${value}${unit}` : '');
    const seconds = typeof s === 'number' ? `${s}.${fraction}S` : '';
    return `P${part(y, 'Y')}${part(m, 'M')}${part(w, 'W')}${part(d, 'D')}T${part(h, 'H')}${part(min, 'M')}${seconds}`;
  });

const numbers = fc.oneof(
  fc.double(),
  fc.integer().map((value) => value / 1000),
  fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map(String),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(10 ** 9))
    .map(([whole, rest]) => `${whole}.${rest}`),
);

const moments = fc
  .tuple(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), fc.nat(99_999_999))
  .chain(([date, fraction]) => {
    const [day = '', time = ''] = date.toISOString().slice(0, 19).split('T');
    const clock = `${time}.${fraction}`;
    return fc.constantFrom(
      day,
      clock,
      `${clock}Z`,
      `${clock}+05:30`,
      `${day}T${clock}`,
      `${day}T${clock}Z`,
      `${day} ${clock}-07`,
    );
  });

/** Texts and numbers of the forms that PostgreSQL reads as durations, numbers, times and moments. */
export const randomValues = (seed: number): readonly unknown[] =>
  fc.sample(fc.oneof(durations, numbers, moments), { seed, numRuns: 60 });
