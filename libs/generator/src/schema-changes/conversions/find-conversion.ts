import type { Conversion, ConversionInput, ConversionRule, TypeName } from './conversion.ts';
import { jsonRules } from './json-rules.ts';
import { numberRules } from './number-rules.ts';
import { otherRules } from './other-rules.ts';
import { textRules } from './text-rules.ts';
import { isOneOf } from './type-groups.ts';

/** All ways from one type to another. The first that fits holds; what has none cannot be kept. */
const conversionRules: readonly ConversionRule[] = [...numberRules, ...otherRules, ...jsonRules, ...textRules];

const unchanged: Conversion = {
  casts: [],
  offenders: undefined,
  mergesSpellings: false,
  mergesEquals: false,
  splitsEquals: false,
  remark: undefined,
};

/** Types that have neither parameters nor spellings of another kind: a column of one of them stays as it is. */
const isSameName = (from: TypeName, to: TypeName): boolean => from === to && from !== 'enum';

/** How a value becomes one of the later type; undefined where its meaning would be lost. */
export const findConversion = (input: ConversionInput): Conversion | undefined => {
  const { from, to } = input;
  const rule = conversionRules.find((rule) => isOneOf(rule.from, from.name) && isOneOf(rule.to, to.name));
  if (rule !== undefined) return { ...unchanged, ...rule.convert(input) };
  return isSameName(from.name, to.name) ? unchanged : undefined;
};
