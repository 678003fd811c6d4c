import type { Domain, Json } from './model.ts';
import { textFormat, typeOf } from './project.ts';

const urls = [
  'https://exämple.com/ä?ö=ü#ß',
  'https://example.com:8443/a%20b/(c);d=e?f=g&h[]=1',
  'http://[2001:db8::1]/',
  'mailto:a@b.example',
];
const emails = ['n@localhost', 'jürgen@exämple.de', "o'neil+tag@a-b.example", 'a.b.c@d.e.f'];

/** Valid values of a field's type or format that validators tend to disagree about. */
export const rareValues = (domain: Domain): readonly Json[] => {
  const format = textFormat(domain);
  if (format === 'email') return emails;
  if (format === 'url' || format === 'file') return urls;
  return domain.enumValues ?? typeOf(domain).rare;
};
