import { createHash } from 'node:crypto';
import { withoutTrailing } from '../emit/index.ts';

/** Eight hexadecimal digits that depend on nothing but the texts. */
export const shortHash = (...texts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 8);

const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  œ: 'oe',
  ŋ: 'ng',
  ſ: 's',
  α: 'a',
  β: 'v',
  γ: 'g',
  δ: 'd',
  ε: 'e',
  ζ: 'z',
  η: 'i',
  θ: 'th',
  ι: 'i',
  κ: 'k',
  λ: 'l',
  μ: 'm',
  ν: 'n',
  ξ: 'x',
  ο: 'o',
  π: 'p',
  ρ: 'r',
  σ: 's',
  ς: 's',
  τ: 't',
  υ: 'y',
  φ: 'f',
  χ: 'ch',
  ψ: 'ps',
  ω: 'o',
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
  і: 'i',
  ї: 'yi',
  є: 'ye',
  ґ: 'g',
  ў: 'u',
  ј: 'j',
  љ: 'lj',
  њ: 'nj',
  ћ: 'c',
  ђ: 'dj',
  џ: 'dz',
  ѓ: 'g',
  ќ: 'k',
  ѕ: 'dz',
};

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const transliterate = (character: string): string => {
  const lower = character.toLowerCase();
  const latin = letters[lower] ?? '';
  return lower === character ? latin : capitalised(latin);
};

const silent = /[ъь]/i;

const replaceForeign = (character: string): string => {
  if (silent.test(character)) return '';
  return transliterate(character) || (/[\p{L}\p{N}]/u.test(character) ? lost : ' ');
};

/** Stands for a letter or digit that has no ASCII form here. */
const lost = '\u0000';

const toAscii = (name: string): string =>
  name
    .replaceAll(lost, '')
    .replace(/['’]/g, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[\u0080-\u{10ffff}]/gu, replaceForeign);

export interface Words {
  /** ASCII words of letters and digits, as they were written. */
  readonly words: readonly string[];
  /** Whether letters were lost, so that the words alone say too little. */
  readonly lossy: boolean;
}

/** Cuts a name into words at everything that is no letter or digit, and where camel case starts a new one. */
const splitWords = (name: string): Words => {
  const ascii = toAscii(name);
  const words = ascii
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[A-Z](?=[A-Z][a-z])/g, '$& ')
    .split(/[^A-Za-z\d]+/)
    .filter((word) => word !== '');
  return { words, lossy: words.length === 0 || ascii.includes(lost) };
};

const maxLength = 60;

const cut = (text: string, name: string, separator: string, lossy: boolean): string => {
  if (!lossy && text.length <= maxLength) return text;
  const kept = withoutTrailing(text.slice(0, maxLength - 10), '-');
  return kept === '' ? shortHash(name) : `${kept}${separator}${shortHash(name)}`;
};

/** `Order Line` → `orderLine`. Starts with a letter; may still be a reserved word. */
export const camelCase = (name: string, fallback: string): string => {
  const pascal = pascalCase(name, fallback);
  // `URLs` → `urls`, `HTTPServer` was split into words before.
  return pascal.replace(/^[A-Z]+(?=[A-Z][a-z]|\d|$)|^[A-Z]/, (start) => start.toLowerCase());
};

/** `order_line` → `OrderLine`. Starts with a letter. */
export const pascalCase = (name: string, fallback: string): string => {
  const { words, lossy } = splitWords(name);
  const text = words
    .map((word) => capitalised(word === word.toUpperCase() && words.length > 1 ? word.toLowerCase() : word))
    .join('');
  const started = /^[A-Za-z]/.test(text) ? text : `${capitalised(fallback)}${text}`;
  return cut(started, name, '', lossy).replace(/^[a-z]/, (first) => first.toUpperCase());
};

/** `Order Line` → `order-line`: lower-case letters, digits and single dashes. */
export const kebabCase = (name: string, fallback: string): string => {
  const { words, lossy } = splitWords(name);
  const text = words.join('-').toLowerCase();
  return cut(text === '' ? fallback : text, name, '-', lossy);
};

/** `line of order` → `line_of_order`, `placedBy` stays: letters, digits and `_`, the name's own case. */
export const memberName = (name: string, fallback: string): string => {
  const { lossy } = splitWords(name);
  const text = withoutTrailing(toAscii(name).replace(/[^A-Za-z\d_]+/g, '_'), '_').replace(/^_+/, '');
  return cut(text === '' ? fallback : text, name, '_', lossy);
};
