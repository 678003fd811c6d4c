import { expect, it } from 'vitest';
import { attachmentDisposition } from './content-disposition.ts';

it.each([
  ['archive.zip', `attachment; filename="archive.zip"; filename*=UTF-8''archive.zip`],
  ['Übung 1.zip', `attachment; filename="Ubung 1.zip"; filename*=UTF-8''%C3%9Cbung%201.zip`],
  ['日本.zip', `attachment; filename="__.zip"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.zip`],
  [`it's (a*b)!.zip`, `attachment; filename="it's (a*b)!.zip"; filename*=UTF-8''it%27s%20%28a%2Ab%29!.zip`],
  ['50%25.zip', `attachment; filename="50_25.zip"; filename*=UTF-8''50%2525.zip`],
  [
    'a"b\\c/d\r\nX-Evil: 1.zip',
    `attachment; filename="a_b_c_d__X-Evil: 1.zip"; filename*=UTF-8''a_b_c_d__X-Evil%3A%201.zip`,
  ],
  ['half \ud800.zip', `attachment; filename="half _.zip"; filename*=UTF-8''half%20%EF%BF%BD.zip`],
  ['', `attachment; filename="download"; filename*=UTF-8''download`],
])('encodes the file name %j', (fileName, header) => {
  expect(attachmentDisposition(fileName)).toBe(header);
});
