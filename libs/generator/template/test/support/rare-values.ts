import type { Domain, Json } from './model.ts';

const urls = [
  'https://exämple.com/ä?ö=ü#ß',
  'https://example.com:8443/a%20b/(c);d=e?f=g&h[]=1',
  'http://[2001:db8::1]/',
  'mailto:a@b.example',
];
const emails = ['n@localhost', 'jürgen@exämple.de', "o'neil+tag@a-b.example", 'a.b.c@d.e.f'];

const byType: Readonly<Record<string, readonly Json[]>> = {
  date: ['0001-01-01', '2024-02-29', '9999-12-31'],
  time: ['00:00:00', '23:59:59', '13:45:00.5', '13:45'],
  timetz: ['00:00:00Z', '23:59:59-12:00', '13:45:00+05:30', '13:45:00.123456+14'],
  timestamp: ['0001-01-01T00:00:00', '9999-12-31T23:59:59', '2024-02-29 13:45'],
  timestamptz: ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2024-02-29T13:45:00.5-05:30'],
  interval: ['PT0S', 'P-1Y-2M3DT-4H5M-6S', 'PT-0.5S', 'PT0.000001S', 'P2W', 'P100Y', 'PT2562047H', '-P1D'],
  uuid: ['00000000-0000-0000-0000-000000000000', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'],
  bytea: ['', 'AA==', '//8='],
  inet: ['10.1.2.3', '10.1.2.3/8', '::1', '2001:db8::1/64', '::ffff:1.2.3.4'],
  cidr: ['0.0.0.0/0', '10.0.0.0/8', '::/0', '2001:db8::/32'],
  macaddr: ['08-00-2B-01-02-03', 'ff:ff:ff:ff:ff:ff'],
  bigint: ['-9223372036854775808', '9223372036854775807', 0, -1],
  numeric: ['0', '-1', '0.1', '-0.5', 12.5],
  decimal: ['0', '-1', '0.1', '-0.5', 12.5],
  real: [0, -1.5, 3.4e38, 1e-38],
  double: [0, -1.5, 1.7e308, 5e-324],
  float: [0, -1.5, 1.7e308, 5e-324],
  json: [false, 0, '', [], {}, [null], { a: null }],
  jsonb: [false, 0, '', [], {}, [null], { a: null }],
  text: ['', '\u0001', '👩‍👩‍👧', ' x '],
  string: ['', '👩‍👩‍👧', ' x '],
  varchar: ['', '👩‍👩‍👧', ' x '],
  char: ['', 'é', ' x'],
  url: urls,
  email: emails,
};

/** Values that a type has, in spellings that validators are known to quarrel over. The API may refuse some of them. */
export const rareValues = ({ type, format, enumValues }: Domain): readonly Json[] => {
  if (format === 'email') return emails;
  if (format === 'url' || format === 'file') return urls;
  return enumValues ?? byType[type] ?? [];
};
